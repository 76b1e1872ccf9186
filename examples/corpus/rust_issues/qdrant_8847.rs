//! qdrant#8847: whoever waits for a free slot misses that one became free.
//!
//! A counter of running optimisations is an atomic of its own; a mutex exists for the notification alone. The counter is looked at under
//! that mutex, and lowered and notified outside of it, between the look and the wait.
//!
//! It was mended by holding the notification's mutex while the counter changes.

use crate::case::{Case, Form};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use unhang::{Condvar, Cx, Mutex, thread};

pub const CASE: Case = Case {
    name: "qdrant_8847",
    origin: "qdrant/qdrant#8847",
    class: "lost wake-up",
    forms: &[
        Form::can_hang("found", found),
        Form::right("fixed", fixed),
        Form::right("slots", slots).with_note("a semaphore has the counter and the wait in one place"),
    ],
};

struct Optimizers {
    running: AtomicUsize,
    notification: Mutex<()>,
    changed: Condvar,
}

impl Optimizers {
    fn wait_for_a_slot(&self) {
        let mut notification = self.notification.lock();
        while self.running.load(Ordering::SeqCst) > 0 {
            self.changed.wait(&mut notification);
        }
    }
}

fn beside_one(finish: fn(&Optimizers)) {
    let optimizers = Optimizers { running: AtomicUsize::new(1), notification: Mutex::new(()), changed: Condvar::new() };
    let optimizers = Arc::new(optimizers);
    let finished = optimizers.clone();
    let running = thread::spawn(move || finish(&finished));
    optimizers.wait_for_a_slot();
    running.join().unwrap();
}

fn found(_: &mut Cx) {
    beside_one(|optimizers| {
        optimizers.running.fetch_sub(1, Ordering::SeqCst);
        optimizers.changed.notify_all();
    });
}

fn fixed(_: &mut Cx) {
    beside_one(|optimizers| {
        let _notification = optimizers.notification.lock();
        optimizers.running.fetch_sub(1, Ordering::SeqCst);
        optimizers.changed.notify_all();
    });
}

fn slots(_: &mut Cx) {
    let slots = Arc::new(unhang::Semaphore::new(1));
    let used = slots.clone();
    let running = thread::spawn(move || drop(used.acquire()));
    drop(slots.acquire());
    running.join().unwrap();
}
