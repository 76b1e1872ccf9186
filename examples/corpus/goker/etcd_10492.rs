//! etcd#10492: a lease is renewed under the lock, which calls back into what takes the lock.
//!
//! `renew` holds the write lock and calls the checkpointer that was stored when the server started. The checkpointer calls
//! `checkpoint`, which takes the write lock: it waits for itself.
//!
//! It was mended by looking under a read lock, and by calling back after that was released.

use crate::case::{Case, Form};
use std::sync::Arc;
use unhang::{Cx, RwLock};

pub const CASE: Case = Case {
    name: "etcd_10492",
    origin: "etcd#10492",
    class: "double lock, through a callback",
    forms: &[Form::hangs("found", found), Form::refused("typed", "ui/goker/etcd_10492.rs"), Form::right("fixed", fixed)],
};

type Checkpointer = Box<dyn Fn(&Lessor) + Send + Sync>;

#[derive(Default)]
struct Lessor {
    remaining: RwLock<u64>,
    checkpointer: std::sync::OnceLock<Checkpointer>,
}

impl Lessor {
    fn with_checkpointer() -> Arc<Lessor> {
        let lessor = Arc::new(Lessor::default());
        _ = lessor.checkpointer.set(Box::new(|lessor| lessor.checkpoint(5)));
        lessor
    }

    fn checkpoint(&self, remaining: u64) {
        *self.remaining.write() = remaining;
    }

    fn call_back(&self) {
        if let Some(checkpointer) = self.checkpointer.get() {
            checkpointer(self);
        }
    }
}

fn found(_: &mut Cx) {
    let lessor = Lessor::with_checkpointer();
    let mut remaining = lessor.remaining.write();
    if *remaining == 0 {
        lessor.call_back();
    }
    *remaining += 1;
}

fn fixed(_: &mut Cx) {
    let lessor = Lessor::with_checkpointer();
    let is_over = *lessor.remaining.read() == 0;
    if is_over {
        lessor.call_back();
    }
    *lessor.remaining.write() += 1;
}
