//! parity-ethereum#9952: the locks of the best block are taken in opposite orders.
//!
//! The chain keeps what it says of its best block, and of its best ancient block, behind one lock each. `commit` writes both; `chain_info`
//! reads both, the other way round.
//!
//! Here it is mended by one order.

use crate::case::{Case, Form};
use std::sync::Arc;
use unhang::{Cx, RwLock, thread};

pub const CASE: Case = Case {
    name: "parity_9952",
    origin: "openethereum/parity-ethereum#9952",
    class: "opposite orders, of reads and writes",
    forms: &[Form::can_hang("found", found), Form::right("fixed", fixed)],
};

#[derive(Default)]
struct BlockChain {
    best_ancient: RwLock<u64>,
    best: RwLock<u64>,
}

impl BlockChain {
    fn commit(&self) {
        let mut best_ancient = self.best_ancient.write();
        let mut best = self.best.write();
        (*best_ancient, *best) = (1, 2);
    }
}

fn beside_a_commit(chain_info: fn(&BlockChain) -> (u64, u64)) {
    let chain = Arc::new(BlockChain::default());
    let committed = chain.clone();
    let import = thread::spawn(move || committed.commit());
    assert!([(0, 0), (1, 2)].contains(&chain_info(&chain)));
    import.join().unwrap();
}

fn found(_: &mut Cx) {
    beside_a_commit(|chain| {
        let best = chain.best.read();
        let best_ancient = chain.best_ancient.read();
        (*best_ancient, *best)
    });
}

fn fixed(_: &mut Cx) {
    beside_a_commit(|chain| {
        let best_ancient = chain.best_ancient.read();
        let best = chain.best.read();
        (*best_ancient, *best)
    });
}
