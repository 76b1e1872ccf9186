//! grpc#1353: addresses are sent under a lock that their receiver needs.
//!
//! The watcher of addresses holds the balancer's lock while it sends an update, over a channel without a buffer. The only receiver
//! tears down connections after each update, which takes the lock: one of the next updates finds it doing so.
//!
//! It was mended by a buffer of one, which is emptied before each send: so the send never waits under the lock.

use crate::case::{Case, Form};
use std::sync::Arc;
use unhang::channel::{Receiver, Sender, bounded};
use unhang::{Cx, Mutex, thread};

pub const CASE: Case = Case {
    name: "grpc_1353",
    origin: "grpc#1353",
    class: "send under a lock",
    forms: &[Form::can_hang("found", found), Form::refused("typed", "ui/goker/grpc_1353.rs"), Form::right("fixed", fixed)],
};

const UPDATES: u32 = 10;

type Addresses = Vec<u32>;

struct RoundRobin {
    addresses: Mutex<Addresses>,
    updates: Sender<Addresses>,
    updated: Receiver<Addresses>,
}

impl RoundRobin {
    fn new(capacity: usize) -> Arc<RoundRobin> {
        let (updates, updated) = bounded(capacity);
        Arc::new(RoundRobin { addresses: Mutex::default(), updates, updated })
    }

    fn down(&self, address: u32) {
        self.addresses.lock().retain(|&other| other != address);
    }
}

fn found(_: &mut Cx) {
    let balancer = RoundRobin::new(0);
    let watcher = balancer.clone();
    thread::spawn(move || {
        for address in 0..UPDATES {
            let mut addresses = watcher.addresses.lock();
            addresses.push(address);
            _ = watcher.updates.send(addresses.clone());
        }
    });
    thread::spawn(move || {
        for _ in 0..UPDATES {
            for address in balancer.updated.recv().expect("this holds a sender") {
                balancer.down(address);
            }
        }
    });
}

fn fixed(_: &mut Cx) {
    let RoundRobin { addresses, updates, updated } = Arc::into_inner(RoundRobin::new(1)).expect("nobody else has it");
    let addresses = Arc::new(addresses);
    let (watched, stale) = (addresses.clone(), updated.clone());
    thread::spawn(move || {
        for address in 0..UPDATES {
            let mut addresses = watched.lock();
            addresses.push(address);
            _ = stale.try_recv();
            updates.send(addresses.clone()).expect("this holds a receiver");
        }
    });
    thread::spawn(move || {
        for update in updated {
            addresses.lock().retain(|address| !update.contains(address));
        }
    });
}
