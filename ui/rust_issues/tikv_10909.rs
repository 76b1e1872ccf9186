use unhang::{Cx, Mutex};

#[unhang::levels]
mod order {
    pub struct Replication;
    #[after(Replication)]
    pub struct Meta;
}
use order::*;

struct Store {
    meta: Mutex<Vec<u64>, Meta>,
    replication: Mutex<u64, Replication>,
}

fn change_replication(cx: &mut Cx, store: &Store) {
    let (mut replication, cx) = store.replication.lock(cx).nest();
    *replication += store.meta.lock(cx).len() as u64;
}

fn create_peer(cx: &mut Cx, store: &Store) {
    let (mut meta, cx) = store.meta.lock(cx).nest();
    meta.push(*store.replication.lock(cx));
}

fn main() {}
