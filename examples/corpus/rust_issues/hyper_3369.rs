//! hyper#3369: the executor of the C interface locks its driver, and calls what locks the driver.
//!
//! `poll_next` holds the driver. When nothing is ready it drains the queue of spawned tasks, and `drain_queue` locks the driver to push
//! them.
//!
//! Here it is mended by letting the driver go before the queue is drained.

use crate::case::{Case, Form};
use unhang::{Cx, Mutex};

pub const CASE: Case = Case {
    name: "hyper_3369",
    origin: "hyperium/hyper#3369",
    class: "double lock, in a callee",
    forms: &[Form::hangs("found", found), Form::refused("typed", "ui/rust_issues/hyper_3369.rs"), Form::right("fixed", fixed)],
};

struct Executor {
    /// Tasks that are polled.
    driver: Mutex<Vec<u32>>,
    /// Tasks that were spawned since.
    spawned: Mutex<Vec<u32>>,
}

impl Executor {
    fn new() -> Executor {
        Executor { driver: Mutex::default(), spawned: Mutex::new(vec![7]) }
    }

    fn drain_queue(&self) -> bool {
        let mut spawned = self.spawned.lock();
        let is_any = !spawned.is_empty();
        self.driver.lock().append(&mut spawned);
        is_any
    }
}

fn found(_: &mut Cx) {
    let executor = Executor::new();
    let mut driver = executor.driver.lock();
    while driver.pop().is_none() {
        if !executor.drain_queue() {
            return;
        }
    }
}

fn fixed(_: &mut Cx) {
    let executor = Executor::new();
    loop {
        let ready = executor.driver.lock().pop();
        if ready.is_some() || !executor.drain_queue() {
            return;
        }
    }
}
