use unhang::{Cx, RwLock};

#[unhang::levels]
mod order {
    pub struct CleanupSlot;
}
use order::*;

struct Blockstore {
    lowest_cleanup_slot: RwLock<u64, CleanupSlot>,
}

#[unhang::acquires(CleanupSlot)]
fn shreds(cx: &mut Cx, store: &Blockstore, slot: u64) -> u64 {
    slot - *store.lowest_cleanup_slot.read(cx)
}

fn slots_since(cx: &mut Cx, store: &Blockstore, slot: u64) -> u64 {
    let (_kept, cx) = store.lowest_cleanup_slot.read(cx).nest();
    shreds(cx, store, slot)
}

fn main() {}
