//! cockroach#10214: heartbeats take the store's lock and then a replica's, and a replica's tick takes them the other way round.
//!
//! `send_heartbeats` holds the store's lock of coalesced heartbeats and tells each replica that its peer is not reachable, for which it
//! takes the replica's raft lock. `tick` holds the raft lock, and then takes the store's, to queue a heartbeat.
//!
//! It was mended by taking the queue out under the store's lock, and by telling the replicas after that was released.

use crate::case::{Case, Form};
use std::mem;
use std::sync::Arc;
use unhang::{Cx, Mutex, thread};

pub const CASE: Case = Case {
    name: "cockroach_10214",
    origin: "cockroach#10214",
    class: "two locks in both orders",
    forms: &[Form::can_hang("found", found), Form::refused("typed", "ui/goker/cockroach_10214.rs"), Form::right("fixed", fixed)],
};

#[derive(Default)]
struct Replica {
    raft: Mutex<u32>,
    is_quiet: Mutex<bool>,
}

impl Replica {
    fn report_unreachable(&self) {
        *self.raft.lock() += 1;
    }

    fn tick(&self, store: &Store) {
        let mut raft = self.raft.lock();
        *raft += 1;
        let is_quiet = mem::replace(&mut *self.is_quiet.lock(), true);
        if !is_quiet {
            store.coalesced.lock().push(0);
        }
    }
}

struct Store {
    coalesced: Mutex<Vec<usize>>,
    replicas: [Replica; 1],
}

impl Store {
    fn send_under_lock(&self) {
        for at in self.coalesced.lock().drain(..) {
            self.replicas[at].report_unreachable();
        }
    }

    fn send_what_was_queued(&self) {
        let queued = mem::take(&mut *self.coalesced.lock());
        for at in queued {
            self.replicas[at].report_unreachable();
        }
    }
}

fn tick_while(send: fn(&Store)) {
    let store = Arc::new(Store { coalesced: Mutex::new(vec![0]), replicas: [Replica::default()] });
    let ticking = store.clone();
    thread::spawn(move || send(&store));
    thread::spawn(move || ticking.replicas[0].tick(&ticking));
}

fn found(_: &mut Cx) {
    tick_while(Store::send_under_lock);
}

fn fixed(_: &mut Cx) {
    tick_while(Store::send_what_was_queued);
}
