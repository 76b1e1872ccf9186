//! lighthouse#6412: a read guard of the block cache is kept over a second read, and pruning writes.
//!
//! The guard was bound to look at one block; the same function then asks for another one by a method that reads for itself. Pruning wants
//! to write at any time.
//!
//! Here it is mended by ending the first read before.

use crate::case::{Case, Form};
use std::collections::BTreeMap;
use std::sync::Arc;
use unhang::{Cx, RwLock, thread};

pub const CASE: Case = Case {
    name: "lighthouse_6412",
    origin: "sigp/lighthouse#6412",
    class: "recursive read",
    forms: &[Form::can_hang("found", found), Form::refused("typed", "ui/rust_issues/lighthouse_6412.rs"), Form::right("fixed", fixed)],
};

#[derive(Default)]
struct BlockCache {
    /// Parents, by slot.
    blocks: RwLock<BTreeMap<u64, u64>>,
}

impl BlockCache {
    fn filled() -> Arc<BlockCache> {
        Arc::new(BlockCache { blocks: RwLock::new([(1, 0), (2, 1), (3, 2)].into()) })
    }

    fn prune(self: &Arc<Self>) -> thread::JoinHandle<()> {
        let cache = self.clone();
        thread::spawn(move || cache.blocks.write().retain(|slot, _| *slot > 1))
    }

    fn parent(&self, slot: u64) -> Option<u64> {
        self.blocks.read().get(&slot).copied()
    }
}

fn found(_: &mut Cx) {
    let cache = BlockCache::filled();
    let pruning = cache.prune();
    let blocks = cache.blocks.read();
    let parent = blocks[&3];
    assert_eq!(cache.parent(parent), Some(1));
    drop(blocks);
    pruning.join().unwrap();
}

fn fixed(_: &mut Cx) {
    let cache = BlockCache::filled();
    let pruning = cache.prune();
    let parent = cache.blocks.read()[&3];
    assert_eq!(cache.parent(parent), Some(1));
    pruning.join().unwrap();
}
