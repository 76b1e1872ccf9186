//! cockroach#3710: a scan of all replicas reads the store, and asks for each replica's status, which reads the store.
//!
//! `scan` holds the store's read lock. Each replica may go into a queue, under the queue's lock, if its status says so; and to find that
//! status, the store is read again. If the task that processes raft queues for the store's write lock in between, the second read waits
//! for the writer, and the writer for the first read.
//!
//! It was mended by a form of the status for those who hold the lock.

use crate::case::{Case, Form};
use std::collections::BTreeMap;
use std::sync::Arc;
use unhang::{Cx, Mutex, RwLock, thread};

pub const CASE: Case = Case {
    name: "cockroach_3710",
    origin: "cockroach#3710",
    class: "a read inside of a read",
    forms: &[Form::can_hang("found", found), Form::refused("typed", "ui/goker/cockroach_3710.rs"), Form::right("fixed", fixed)],
};

type Replicas = BTreeMap<u32, u64>;

struct Store {
    replicas: RwLock<Replicas>,
    queue: Mutex<Vec<u32>>,
}

impl Store {
    fn raft_status(&self, range: u32) -> Option<u64> {
        raft_status_of(&self.replicas.read(), range)
    }

    fn scan_and_lock(&self) {
        let replicas = self.replicas.read();
        for range in replicas.keys() {
            let mut queue = self.queue.lock();
            if self.raft_status(*range).is_some() {
                queue.push(*range);
            }
        }
    }

    fn scan_locked(&self) {
        let replicas = self.replicas.read();
        for range in replicas.keys() {
            let mut queue = self.queue.lock();
            if raft_status_of(&replicas, *range).is_some() {
                queue.push(*range);
            }
        }
    }

    fn process_raft(&self) {
        self.replicas.write().values_mut().for_each(|applied| *applied += 1);
    }
}

fn raft_status_of(replicas: &Replicas, range: u32) -> Option<u64> {
    replicas.get(&range).copied()
}

fn process_while(scan: fn(&Store)) {
    let store = Arc::new(Store { replicas: RwLock::new(Replicas::from([(1, 0), (2, 0)])), queue: Mutex::default() });
    let processing = store.clone();
    thread::spawn(move || scan(&store));
    thread::spawn(move || processing.process_raft());
}

fn found(_: &mut Cx) {
    process_while(Store::scan_and_lock);
}

fn fixed(_: &mut Cx) {
    process_while(Store::scan_locked);
}
