//! wgpu#5737: submit and poll take the trackers' lock and the snatch lock in opposite orders.
//!
//! The snatch lock says whether a resource's inner part may be taken away; the trackers know who uses what. A submit reads the snatch lock
//! and then locks the trackers. A poll that destroys what is not used any more holds the trackers and writes the snatch lock.
//!
//! Here it is mended by letting the trackers go before anything is snatched.

use crate::case::{Case, Form};
use std::sync::Arc;
use unhang::{Cx, Mutex, RwLock, thread};

pub const CASE: Case = Case {
    name: "wgpu_5737",
    origin: "gfx-rs/wgpu#5737",
    class: "opposite orders, of a mutex and a rwlock",
    forms: &[Form::can_hang("found", found), Form::right("fixed", fixed)],
};

#[derive(Default)]
struct Device {
    snatch: RwLock<u32>,
    trackers: Mutex<Vec<u32>>,
}

impl Device {
    fn submit(&self) {
        let snatchable = self.snatch.read();
        self.trackers.lock().push(*snatchable);
    }
}

fn beside_a_submit(poll: fn(&Device)) {
    let device = Arc::new(Device { trackers: Mutex::new(vec![1]), ..Device::default() });
    let submitted = device.clone();
    let queue = thread::spawn(move || submitted.submit());
    poll(&device);
    queue.join().unwrap();
}

fn found(_: &mut Cx) {
    beside_a_submit(|device| {
        let mut trackers = device.trackers.lock();
        for unused in trackers.drain(..) {
            *device.snatch.write() = unused + 1;
        }
    });
}

fn fixed(_: &mut Cx) {
    beside_a_submit(|device| {
        let unused = std::mem::take(&mut *device.trackers.lock());
        for unused in unused {
            *device.snatch.write() = unused + 1;
        }
    });
}
