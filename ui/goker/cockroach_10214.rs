use unhang::{Cx, Mutex};

#[unhang::levels]
mod order {
    pub struct Raft;
    #[after(Raft)]
    pub struct Coalesced;
}
use order::*;

#[unhang::acquires(Raft)]
fn tick(cx: &mut Cx, raft: &Mutex<u32, Raft>, coalesced: &Mutex<Vec<u32>, Coalesced>) {
    let (_raft, cx) = raft.lock(cx).nest();
    coalesced.lock(cx).push(0);
}

fn send_heartbeats(cx: &mut Cx, raft: &Mutex<u32, Raft>, coalesced: &Mutex<Vec<u32>, Coalesced>) {
    let (mut queued, cx) = coalesced.lock(cx).nest();
    for unreachable in queued.drain(..) {
        *raft.lock(cx) += unreachable;
    }
}

fn main() {}
