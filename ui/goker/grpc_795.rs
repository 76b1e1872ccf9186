use unhang::{Cx, Mutex};

#[unhang::levels]
mod order {
    pub struct Connections;
}
use order::*;

#[unhang::acquires(Connections)]
fn graceful_stop(cx: &mut Cx, server: &Mutex<Option<Vec<u32>>, Connections>) {
    let (mut connections, cx) = server.lock(cx).nest();
    if connections.is_none() {
        server.lock(cx);
        return;
    }
    *connections = None;
}

fn main() {}
