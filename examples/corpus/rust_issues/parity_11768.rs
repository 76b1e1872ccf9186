//! parity-ethereum#11768: epoch proofs and candidates are locked in opposite orders.
//!
//! The light client's header chain inserts a header under the lock of the candidates, and stores a pending proof in between. Whoever looks
//! for the last proof starts from the proofs, and walks the candidates under their lock.
//!
//! Here it is mended by one order: the candidates first.

use crate::case::{Case, Form};
use std::collections::BTreeMap;
use std::sync::Arc;
use unhang::{Cx, Mutex, RwLock, thread};

pub const CASE: Case = Case {
    name: "parity_11768",
    origin: "openethereum/parity-ethereum#11768",
    class: "opposite orders, of a mutex and a rwlock",
    forms: &[Form::can_hang("found", found), Form::right("fixed", fixed)],
};

#[derive(Default)]
struct HeaderChain {
    candidates: RwLock<BTreeMap<u64, u64>>,
    epoch_proofs: Mutex<Vec<u64>>,
}

impl HeaderChain {
    fn insert(&self, number: u64) {
        let mut candidates = self.candidates.write();
        candidates.insert(number, number * 100);
        self.epoch_proofs.lock().push(number);
    }
}

fn beside_an_insertion(last_proof: fn(&HeaderChain) -> Option<u64>) {
    let chain = Arc::new(HeaderChain::default());
    let synced = chain.clone();
    let sync = thread::spawn(move || synced.insert(7));
    assert!([None, Some(700)].contains(&last_proof(&chain)));
    sync.join().unwrap();
}

fn found(_: &mut Cx) {
    beside_an_insertion(|chain| {
        let proofs = chain.epoch_proofs.lock();
        let candidates = chain.candidates.read();
        proofs.last().and_then(|number| candidates.get(number).copied())
    });
}

fn fixed(_: &mut Cx) {
    beside_an_insertion(|chain| {
        let candidates = chain.candidates.read();
        let proofs = chain.epoch_proofs.lock();
        proofs.last().and_then(|number| candidates.get(number).copied())
    });
}
