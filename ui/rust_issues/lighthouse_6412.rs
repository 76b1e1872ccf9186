use std::collections::BTreeMap;
use unhang::{Cx, RwLock};

#[unhang::levels]
mod order {
    pub struct Blocks;
}
use order::*;

struct BlockCache {
    blocks: RwLock<BTreeMap<u64, u64>, Blocks>,
}

#[unhang::acquires(Blocks)]
fn parent(cx: &mut Cx, cache: &BlockCache, slot: u64) -> Option<u64> {
    cache.blocks.read(cx).get(&slot).copied()
}

fn grandparent(cx: &mut Cx, cache: &BlockCache, slot: u64) -> Option<u64> {
    let (blocks, cx) = cache.blocks.read(cx).nest();
    let first = *blocks.get(&slot)?;
    parent(cx, cache, first)
}

fn main() {}
