//! agave#12042 (#12039): bank forks and program cache, read and written in opposite orders.
//!
//! A new root is set under a read of the bank forks, and the program cache is written to prune it. A thread that loads a program writes the
//! program cache and reads the bank forks for what is an ancestor of what; and whoever inserts a bank writes the bank forks. With the
//! writer in the queue, the two readers and writers close a circle.
//!
//! Here it is mended by asking the bank forks before the program cache is locked.

use crate::case::{Case, Form};
use std::sync::Arc;
use unhang::{Cx, RwLock, thread};

pub const CASE: Case = Case {
    name: "agave_12042",
    origin: "anza-xyz/agave#12042",
    class: "opposite orders, with a writer in the queue",
    forms: &[Form::can_hang("found", found), Form::refused("typed", "ui/rust_issues/agave_12042.rs"), Form::right("fixed", fixed)],
};

#[derive(Default)]
struct Validator {
    bank_forks: RwLock<Vec<u64>>,
    program_cache: RwLock<Vec<&'static str>>,
}

impl Validator {
    fn prune(&self) {
        let forks = self.bank_forks.read();
        let mut cache = self.program_cache.write();
        cache.truncate(forks.len());
    }
}

fn beside_a_new_root(load: fn(&Validator)) {
    let validator = Arc::new(Validator::default());
    let [rooted, replayed] = [(); 2].map(|()| validator.clone());
    let root = thread::spawn(move || rooted.prune());
    let replay = thread::spawn(move || replayed.bank_forks.write().push(1));
    load(&validator);
    root.join().unwrap();
    replay.join().unwrap();
}

fn found(_: &mut Cx) {
    beside_a_new_root(|validator| {
        let mut cache = validator.program_cache.write();
        if validator.bank_forks.read().len() < 2 {
            cache.push("vote");
        }
    });
}

fn fixed(_: &mut Cx) {
    beside_a_new_root(|validator| {
        let forks = validator.bank_forks.read().len();
        let mut cache = validator.program_cache.write();
        if forks < 2 {
            cache.push("vote");
        }
    });
}
