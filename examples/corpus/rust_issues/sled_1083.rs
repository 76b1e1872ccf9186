//! sled#1083: work is handed to a thread pool that has no threads.
//!
//! On targets without threads `spawn` runs the work at once, in the caller. The caller held the mutex that the work takes; with threads the
//! work would have waited until the caller was done.
//!
//! Here it is mended by spawning after the mutex was released.

use crate::case::{Case, Form};
use std::sync::Arc;
use unhang::{Cx, Mutex};

pub const CASE: Case = Case {
    name: "sled_1083",
    origin: "spacejam/sled#1083",
    class: "double lock, in work that runs inline",
    forms: &[Form::hangs("found", found), Form::right("fixed", fixed)],
};

/// What the target without threads has for a pool.
fn spawn(work: impl FnOnce() + Send + 'static) {
    work();
}

#[derive(Default)]
struct Accountant {
    segments: Mutex<Vec<u64>>,
}

impl Accountant {
    fn clean(&self, segment: u64) {
        self.segments.lock().retain(|it| *it != segment);
    }
}

fn found(_: &mut Cx) {
    let accountant = Arc::new(Accountant::default());
    let worker = accountant.clone();
    let mut segments = accountant.segments.lock();
    segments.push(1);
    spawn(move || worker.clean(1));
}

fn fixed(_: &mut Cx) {
    let accountant = Arc::new(Accountant::default());
    let worker = accountant.clone();
    accountant.segments.lock().push(1);
    spawn(move || worker.clean(1));
    assert!(accountant.segments.lock().is_empty());
}
