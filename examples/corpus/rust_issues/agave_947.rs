//! agave#947: a bank is dropped under the lock of the bank forks, and its drop waits for a thread that reads them.
//!
//! To remove a bank from the forks drops it, if it was the last reference, under the write lock. The bank has a scheduler, whose drop waits
//! until its thread is done. That thread reads the bank forks.
//!
//! Here it is mended by dropping removed banks after the lock is released.

use crate::case::{Case, Form};
use std::sync::{Arc, Weak};
use unhang::channel::{Sender, bounded};
use unhang::{Cx, RwLock, thread};

pub const CASE: Case = Case {
    name: "agave_947",
    origin: "anza-xyz/agave#947",
    class: "join under a lock, in a drop",
    forms: &[
        Form::hangs("found", found),
        Form::refused("typed", "ui/rust_issues/agave_947.rs").with_note("a drop has no context, so a levelled join is a call of its own"),
        Form::right("fixed", fixed),
    ],
};

type BankForks = RwLock<Vec<Bank>>;

struct Bank {
    ends: Option<Sender<()>>,
    scheduler: Option<thread::JoinHandle<usize>>,
}

impl Bank {
    fn new(forks: Weak<BankForks>) -> Bank {
        let (ends, ended) = bounded(0);
        let scheduler = thread::spawn(move || {
            _ = ended.recv();
            forks.upgrade().map_or(0, |forks| forks.read().len())
        });
        Bank { ends: Some(ends), scheduler: Some(scheduler) }
    }
}

impl Drop for Bank {
    fn drop(&mut self) {
        drop(self.ends.take());
        self.scheduler.take().unwrap().join().unwrap();
    }
}

fn forks() -> Arc<BankForks> {
    Arc::new_cyclic(|forks| RwLock::new(vec![Bank::new(forks.clone())]))
}

fn found(_: &mut Cx) {
    forks().write().clear();
}

fn fixed(_: &mut Cx) {
    let forks = forks();
    let removed = std::mem::take(&mut *forks.write());
    drop(removed);
}
