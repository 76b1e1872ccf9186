//! etcd#6873: whoever stops the broadcasts waits for their worker, under the lock that the worker needs.
//!
//! To stop is to close the channel of updates and to wait until the worker says that it is done, all under the lock. A worker that
//! has an update in hand takes the lock before it looks at the channel again.
//!
//! It was mended by giving up the lock before waiting.

use crate::case::{Case, Form};
use std::sync::Arc;
use unhang::channel::{Receiver, Sender, bounded, unbounded};
use unhang::{Cx, Mutex, thread};

pub const CASE: Case = Case {
    name: "etcd_6873",
    origin: "etcd#6873",
    class: "wait for a task's end under a lock",
    forms: &[Form::can_hang("found", found), Form::refused("typed", "ui/goker/etcd_6873.rs"), Form::right("fixed", fixed)],
};

struct Broadcasts {
    state: Mutex<State>,
    done: Receiver<()>,
}

struct State {
    updates: Option<Sender<u32>>,
    coalesced: u32,
}

impl Broadcasts {
    fn start() -> Arc<Broadcasts> {
        let ((updates, updated), (is_busy, done)) = (bounded(1), unbounded::<()>());
        let broadcasts = Arc::new(Broadcasts { state: Mutex::new(State { updates: Some(updates), coalesced: 0 }), done });
        let worker = broadcasts.clone();
        thread::spawn(move || {
            for update in updated {
                worker.state.lock().coalesced += update;
            }
            drop(is_busy);
        });
        broadcasts
    }

    fn update(&self) {
        let updates = self.state.lock().updates.clone();
        _ = updates.map(|updates| updates.send(1));
    }
}

fn run(stop: fn(&Broadcasts)) {
    let broadcasts = Broadcasts::start();
    broadcasts.update();
    thread::spawn(move || stop(&broadcasts));
}

fn found(_: &mut Cx) {
    run(|broadcasts| {
        let mut state = broadcasts.state.lock();
        state.updates = None;
        _ = broadcasts.done.recv();
    });
}

fn fixed(_: &mut Cx) {
    run(|broadcasts| {
        broadcasts.state.lock().updates = None;
        _ = broadcasts.done.recv();
    });
}
