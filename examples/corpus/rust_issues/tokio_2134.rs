//! tokio#2134: a broadcast channel's sender notifies outside of the tail's mutex.
//!
//! A sender that finds its slot still read waits on a condvar, with the mutex of the channel's tail. A receiver that lets the slot go
//! counts down under the slot's own lock, and notifies without the tail's mutex. If it does so between the sender's look and its wait, the
//! sender waits for ever.
//!
//! It was mended by taking the tail's mutex before the notification.

use crate::case::{Case, Form};
use std::sync::Arc;
use unhang::{Condvar, Cx, Mutex, RwLock, thread};

pub const CASE: Case = Case {
    name: "tokio_2134",
    origin: "tokio-rs/tokio#2134",
    class: "lost wake-up",
    forms: &[Form::can_hang("found", found), Form::right("fixed", fixed)],
};

struct Broadcast {
    tail: Mutex<u64>,
    /// How many receivers have yet to read the slot.
    slot: RwLock<u32>,
    released: Condvar,
}

impl Broadcast {
    fn send(&self) {
        let mut tail = self.tail.lock();
        while !self.is_free() {
            self.released.wait(&mut tail);
        }
        *tail += 1;
    }

    fn is_free(&self) -> bool {
        *self.slot.read() == 0
    }

    fn release(&self) {
        *self.slot.write() -= 1;
    }
}

fn beside_a_receiver(receive: fn(&Broadcast)) {
    let channel = Arc::new(Broadcast { tail: Mutex::new(0), slot: RwLock::new(1), released: Condvar::new() });
    let received = channel.clone();
    let receiver = thread::spawn(move || receive(&received));
    channel.send();
    receiver.join().unwrap();
}

fn found(_: &mut Cx) {
    beside_a_receiver(|channel| {
        channel.release();
        channel.released.notify_one();
    });
}

fn fixed(_: &mut Cx) {
    beside_a_receiver(|channel| {
        channel.release();
        let _tail = channel.tail.lock();
        channel.released.notify_one();
    });
}
