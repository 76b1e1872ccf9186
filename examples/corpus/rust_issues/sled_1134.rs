//! sled#1134: a transaction's closure flushes the database.
//!
//! A transaction holds the lock that keeps other operations away; `flush` is such an operation, so it waits for the transaction that called
//! it.
//!
//! It was mended by a `flush` of the transaction's own, which asks for a flush after the commit.

use crate::case::{Case, Form};
use unhang::{Cx, RwLock};

pub const CASE: Case = Case {
    name: "sled_1134",
    origin: "spacejam/sled#1134",
    class: "double lock, through a closure",
    forms: &[Form::hangs("found", found), Form::right("fixed", fixed)],
};

#[derive(Default)]
struct Tree {
    /// Written by transactions, read by all else.
    concurrency: RwLock<()>,
}

#[derive(Default)]
struct Transaction {
    flushes: bool,
}

impl Transaction {
    fn flush(&mut self) {
        self.flushes = true;
    }
}

impl Tree {
    fn transaction(&self, body: impl FnOnce(&mut Transaction)) {
        let mut transaction = Transaction::default();
        let alone = self.concurrency.write();
        body(&mut transaction);
        drop(alone);
        if transaction.flushes {
            self.flush();
        }
    }

    fn flush(&self) {
        let _shared = self.concurrency.read();
    }
}

fn found(_: &mut Cx) {
    let tree = Tree::default();
    tree.transaction(|_| tree.flush());
}

fn fixed(_: &mut Cx) {
    let tree = Tree::default();
    tree.transaction(|transaction| transaction.flush());
}
