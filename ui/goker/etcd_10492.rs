use unhang::{Cx, RwLock, UpTo};

#[unhang::levels]
mod order {
    pub struct Lessor;
}
use order::*;

type Checkpointer = Box<dyn Fn(&mut Cx<UpTo<Lessor>>, &Server)>;

struct Server {
    remaining: RwLock<u64, Lessor>,
    checkpointer: Checkpointer,
}

#[unhang::acquires(Lessor)]
fn renew(cx: &mut Cx, server: &Server) {
    let (_remaining, cx) = server.remaining.write(cx).nest();
    (server.checkpointer)(cx.narrow(), server);
}

fn main() {}
