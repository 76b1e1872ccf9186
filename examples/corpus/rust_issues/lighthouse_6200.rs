//! lighthouse#6200: a block is produced with two reads of one cache in one call chain.
//!
//! The head of the chain is cached behind a lock. To produce a block reads it, and holds it while a function below reads it once more. The
//! task that updates the head queues its write in between, and the node produces no more blocks.
//!
//! Here it is mended by reading once, and passing on what was read.

use crate::case::{Case, Form};
use std::sync::Arc;
use unhang::{Cx, RwLock, thread};

pub const CASE: Case = Case {
    name: "lighthouse_6200",
    origin: "sigp/lighthouse#6200",
    class: "recursive read",
    forms: &[Form::can_hang("found", found), Form::right("fixed", fixed)],
};

struct Head {
    slot: u64,
    proposer: u64,
}

struct Chain {
    head: RwLock<Head>,
}

impl Chain {
    fn new() -> Arc<Chain> {
        Arc::new(Chain { head: RwLock::new(Head { slot: 1, proposer: 10 }) })
    }

    fn update(self: &Arc<Self>) -> thread::JoinHandle<()> {
        let chain = self.clone();
        thread::spawn(move || *chain.head.write() = Head { slot: 2, proposer: 20 })
    }

    fn proposer(&self) -> u64 {
        self.head.read().proposer
    }
}

fn found(_: &mut Cx) {
    let chain = Chain::new();
    let updater = chain.update();
    let head = chain.head.read();
    assert_eq!(head.slot * 10, chain.proposer());
    drop(head);
    updater.join().unwrap();
}

fn fixed(_: &mut Cx) {
    let chain = Chain::new();
    let updater = chain.update();
    let head = chain.head.read();
    assert_eq!(head.slot * 10, head.proposer);
    drop(head);
    updater.join().unwrap();
}
