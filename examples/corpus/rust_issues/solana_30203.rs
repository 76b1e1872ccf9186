//! solana#30203: caller and callee both take the cleanup slot's read lock.
//!
//! `retransmit` reads the lock to keep slots from being cleaned up, and calls a function that does the same for its own sake. The cleanup
//! writes.
//!
//! Here it is mended by taking the lock in one of the two.

use crate::case::{Case, Form};
use std::sync::Arc;
use unhang::{Cx, RwLock, thread};

pub const CASE: Case = Case {
    name: "solana_30203",
    origin: "solana-labs/solana#30203",
    class: "recursive read",
    forms: &[Form::can_hang("found", found), Form::refused("typed", "ui/rust_issues/solana_30203.rs"), Form::right("fixed", fixed)],
};

struct Blockstore {
    lowest_cleanup_slot: RwLock<u64>,
}

impl Blockstore {
    fn slots_since(&self, slot: u64) -> u64 {
        let _kept = self.lowest_cleanup_slot.read();
        self.shreds(slot)
    }

    fn shreds(&self, slot: u64) -> u64 {
        let lowest = self.lowest_cleanup_slot.read();
        slot - *lowest
    }
}

fn beside_the_cleanup(read: impl FnOnce(&Blockstore) -> u64) {
    let store = Arc::new(Blockstore { lowest_cleanup_slot: RwLock::new(1) });
    let cleaned = store.clone();
    let cleanup = thread::spawn(move || *cleaned.lowest_cleanup_slot.write() = 5);
    assert!([4, 8].contains(&read(&store)));
    cleanup.join().unwrap();
}

fn found(_: &mut Cx) {
    beside_the_cleanup(|store| store.slots_since(9));
}

fn fixed(_: &mut Cx) {
    beside_the_cleanup(|store| store.shreds(9));
}
