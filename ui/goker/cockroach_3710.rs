use unhang::{Cx, Mutex, RwLock};

#[unhang::levels]
mod order {
    pub struct Replicas;
    #[after(Replicas)]
    pub struct Queue;
}
use order::*;

struct Store {
    applied: RwLock<Vec<u64>, Replicas>,
    queue: Mutex<Vec<usize>, Queue>,
}

#[unhang::acquires(Replicas)]
fn raft_status(cx: &mut Cx, store: &Store, range: usize) -> u64 {
    store.applied.read(cx)[range]
}

#[unhang::acquires(Replicas)]
fn scan(cx: &mut Cx, store: &Store) {
    let (applied, cx) = store.applied.read(cx).nest();
    for range in 0..applied.len() {
        let (mut queue, cx) = store.queue.lock(cx).nest();
        if raft_status(cx, store, range) > 0 {
            queue.push(range);
        }
    }
}

fn main() {}
