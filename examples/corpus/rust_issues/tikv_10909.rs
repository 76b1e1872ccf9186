//! tikv#10909 (mended in #10910): the store's meta data and the replication state are locked in both orders.
//!
//! One thread applies a change of the global replication state, and looks into the store's meta data under that lock. Another one holds the
//! meta data, and looks at the replication state.
//!
//! Here it is mended by letting the meta data go first.

use crate::case::{Case, Form};
use std::sync::Arc;
use unhang::{Cx, Mutex, thread};

pub const CASE: Case = Case {
    name: "tikv_10909",
    origin: "tikv/tikv#10909",
    class: "opposite orders",
    forms: &[Form::can_hang("found", found), Form::refused("typed", "ui/rust_issues/tikv_10909.rs"), Form::right("fixed", fixed)],
};

#[derive(Default)]
struct Store {
    meta: Mutex<Vec<u64>>,
    replication: Mutex<u64>,
}

impl Store {
    fn change_replication(&self) {
        let mut replication = self.replication.lock();
        *replication += self.meta.lock().len() as u64;
    }
}

fn beside_a_change(create_peer: fn(&Store)) {
    let store = Arc::new(Store::default());
    let changed = store.clone();
    let status = thread::spawn(move || changed.change_replication());
    create_peer(&store);
    status.join().unwrap();
}

fn found(_: &mut Cx) {
    beside_a_change(|store| {
        let mut meta = store.meta.lock();
        meta.push(*store.replication.lock());
    });
}

fn fixed(_: &mut Cx) {
    beside_a_change(|store| {
        let replication = *store.replication.lock();
        store.meta.lock().push(replication);
    });
}
