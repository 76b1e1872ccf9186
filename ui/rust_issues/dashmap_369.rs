use std::collections::HashMap;
use unhang::{Cx, MappedRwLockReadGuard, RwLock, RwLockReadGuard};

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
    fn get<'a>(&'a self, cx: &'a mut Cx, key: u64) -> (MappedRwLockReadGuard<'a, u32>, &'a mut Cx<Shards>) {
        let (shard, cx) = self.shards[key as usize % 2].read(cx).nest();
        (RwLockReadGuard::map(shard, |shard| &shard[&key]), cx)
    }

    #[unhang::acquires(Shards)]
    fn insert(&self, cx: &mut Cx, key: u64, value: u32) {
        self.shards[key as usize % 2].write(cx).insert(key, value);
    }
}

fn derive(cx: &mut Cx, map: &Map, from: u64, to: u64) {
    let (source, cx) = map.get(cx, from);
    map.insert(cx, to, *source * 2);
}

fn main() {}
