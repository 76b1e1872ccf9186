//! sled#709: a condvar is notified without its mutex, and the notification is lost.
//!
//! A task waits until the log is stable up to some point. It looks at an atomic under the mutex, finds it too low, and is about to wait.
//! Just then another task raises the atomic and notifies, without the mutex: nobody waits yet. Then the first one waits, for ever.
//!
//! It was mended by taking the mutex for the notification.

use crate::case::{Case, Form};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use unhang::{Condvar, Cx, Mutex, thread};

pub const CASE: Case = Case {
    name: "sled_709",
    origin: "spacejam/sled#709",
    class: "lost wake-up",
    forms: &[Form::can_hang("found", found).with_note("types do not see it: nobody owes a notification"), Form::right("fixed", fixed)],
};

#[derive(Default)]
struct IoBufs {
    stable: AtomicU64,
    intervals: Mutex<Vec<u64>>,
    updated: Condvar,
}

impl IoBufs {
    fn make_stable(&self, until: u64) {
        let mut intervals = self.intervals.lock();
        while self.stable.load(Ordering::SeqCst) < until {
            self.updated.wait(&mut intervals);
        }
    }
}

fn beside_a_write(finish: fn(&IoBufs)) {
    let bufs = Arc::new(IoBufs::default());
    let written = bufs.clone();
    let writer = thread::spawn(move || {
        written.stable.store(8, Ordering::SeqCst);
        finish(&written);
    });
    bufs.make_stable(8);
    writer.join().unwrap();
}

fn found(_: &mut Cx) {
    beside_a_write(|bufs| _ = bufs.updated.notify_all());
}

fn fixed(_: &mut Cx) {
    beside_a_write(|bufs| {
        let _intervals = bufs.intervals.lock();
        bufs.updated.notify_all();
    });
}
