use std::collections::HashMap;
use unhang::{Cx, MappedRwLockWriteGuard, RwLock, RwLockWriteGuard};

#[unhang::levels]
mod order {
    pub struct Shards;
}
use order::*;

struct Map {
    shards: [RwLock<HashMap<u64, u32>, Shards>; 2],
}

impl Map {
    #[unhang::acquires(Shards)]
    fn get(&self, cx: &mut Cx, key: u64) -> u32 {
        self.shards[key as usize % 2].read(cx)[&key]
    }

    #[unhang::acquires(Shards)]
    fn get_mut<'a>(&'a self, cx: &'a mut Cx, key: u64) -> (MappedRwLockWriteGuard<'a, u32>, &'a mut Cx<Shards>) {
        let (shard, cx) = self.shards[key as usize % 2].write(cx).nest();
        (RwLockWriteGuard::map(shard, |shard| shard.entry(key).or_default()), cx)
    }
}

fn add(cx: &mut Cx, stock: &Map) {
    let (mut two, cx) = stock.get_mut(cx, 2);
    *two += stock.get(cx, 4);
}

fn main() {}
