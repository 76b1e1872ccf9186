//! tokio#5429 (mended in #5471 and #5578): a waker is dropped under the lock of the primitive that keeps it.
//!
//! Whoever polls leaves a waker, in place of the one that is there. The old one is dropped by the assignment, while the primitive's mutex
//! is held. What a waker does when it is dropped is its own affair; here it belongs to a task that, when it goes, notifies the same
//! primitive.
//!
//! It was mended by moving old wakers out, and dropping them after the mutex was released.

use crate::case::{Case, Form};
use std::sync::Arc;
use unhang::{Cx, Mutex};

pub const CASE: Case = Case {
    name: "tokio_5429",
    origin: "tokio-rs/tokio#5429",
    class: "double lock, in a waker's drop",
    forms: &[Form::hangs("found", found), Form::right("fixed", fixed)],
};

#[derive(Default)]
struct Notify {
    waiter: Mutex<Option<Waker>>,
    notified: Mutex<u32>,
}

struct Waker(Option<Arc<Notify>>);

impl Notify {
    fn notify(&self) {
        *self.notified.lock() += 1;
        drop(self.waiter.lock().take());
    }
}

impl Drop for Waker {
    fn drop(&mut self) {
        if let Some(notify) = &self.0 {
            notify.notify();
        }
    }
}

fn found(_: &mut Cx) {
    let notify = Arc::new(Notify::default());
    *notify.waiter.lock() = Some(Waker(Some(notify.clone())));
    *notify.waiter.lock() = Some(Waker(None));
}

fn fixed(_: &mut Cx) {
    let notify = Arc::new(Notify::default());
    *notify.waiter.lock() = Some(Waker(Some(notify.clone())));
    let replaced = notify.waiter.lock().replace(Waker(None));
    drop(replaced);
    assert_eq!(*notify.notified.lock(), 1);
}
