use unhang::{Cx, spawn_with};

#[unhang::levels]
mod order {
    #[channel]
    pub struct Stop;
}
use order::*;

fn wait_for(cx: &mut Cx) {
    let (_stop, stopped, cx) = cx.unbounded::<(), Stop>();
    let (_, cx) = spawn_with(cx, (&stopped,), |cx, (stopped,)| drop(stopped.recv(cx)));
    _ = stopped.recv(cx);
}

fn main() {}
