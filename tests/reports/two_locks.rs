//! A circle of two locks.

use std::sync::Barrier;
use unhang::{Mutex, thread};

pub fn program() {
    named("one", "two");
}

pub fn named(one: &str, two: &str) {
    let accounts = Mutex::new(1);
    let journal = Mutex::new(2);
    // Locks get their numbers when they are first taken.
    println!("{} {}", accounts.lock(), journal.lock());
    let both_hold = Barrier::new(2);
    thread::scope(|scope| {
        let first = thread::Builder::new().name(one.into()).spawn_scoped(scope, || {
            let accounts = accounts.lock();
            both_hold.wait();
            *journal.lock() += *accounts;
        });
        let second = thread::Builder::new().name(two.into()).spawn_scoped(scope, || {
            let journal = journal.lock();
            both_hold.wait();
            crate::pause();
            *accounts.lock() += *journal;
        });
        first.unwrap().join().unwrap();
        second.unwrap().join().unwrap();
    });
}
