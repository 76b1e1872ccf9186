//! A task joins another under a lock that the other one wants.

use std::sync::Arc;
use unhang::{Mutex, thread};

pub fn program() {
    let total = Arc::new(Mutex::new(0));
    let theirs = total.clone();
    let held = total.lock();
    let worker = thread::Builder::new().name("worker".into()).spawn(move || {
        *theirs.lock() += 1;
    });
    crate::pause();
    worker.unwrap().join().unwrap();
    drop(held);
}
