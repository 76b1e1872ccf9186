//! kubernetes#1321: an event is sent to a watcher under the lock that the watcher needs to stop.
//!
//! The distributor holds its lock, and another one of the whole program, while it sends an event to each watcher, over channels
//! without a buffer. A watcher that stops receives no more, and takes the lock to remove itself and to close its channel.
//!
//! It was mended by a channel for each watcher, closed without the lock, that ends the send.

use crate::case::{Case, Form};
use std::collections::HashMap;
use std::sync::Arc;
use unhang::channel::{Receiver, Sender, bounded, select, unbounded};
use unhang::{Cx, Mutex, thread};

pub const CASE: Case = Case {
    name: "kubernetes_1321",
    origin: "kubernetes#1321",
    class: "send under a lock",
    forms: &[Form::can_hang("found", found), Form::refused("typed", "ui/goker/kubernetes_1321.rs"), Form::right("fixed", fixed)],
};

type Event = &'static str;

#[derive(Default)]
struct Broadcaster {
    all: Mutex<()>,
    watchers: Mutex<HashMap<u32, Outlet>>,
}

struct Outlet {
    results: Sender<Event>,
    stopped: Receiver<()>,
}

struct Watcher {
    number: u32,
    _results: Receiver<Event>,
    stopper: Sender<()>,
}

impl Broadcaster {
    fn watch(&self) -> Watcher {
        let ((results, _results), (stopper, stopped)) = (bounded(0), unbounded());
        let mut watchers = self.watchers.lock();
        let number = watchers.len() as u32;
        watchers.insert(number, Outlet { results, stopped });
        Watcher { number, _results, stopper }
    }

    fn distribute(&self, send: fn(&Outlet, Event)) {
        let _all = self.all.lock();
        self.watchers.lock().values().for_each(|outlet| send(outlet, "added"));
    }

    fn stop_watching(&self, number: u32) {
        self.watchers.lock().remove(&number);
    }
}

fn run(send: fn(&Outlet, Event), stop: fn(&Broadcaster, Watcher)) {
    let broadcaster = Arc::new(Broadcaster::default());
    let (distributor, watcher) = (broadcaster.clone(), broadcaster.watch());
    thread::spawn(move || distributor.distribute(send));
    thread::spawn(move || stop(&broadcaster, watcher));
}

fn found(_: &mut Cx) {
    run(|outlet, event| _ = outlet.results.send(event), |broadcaster, watcher| broadcaster.stop_watching(watcher.number));
}

fn fixed(_: &mut Cx) {
    let send = |outlet: &Outlet, event| {
        select! {
            send(outlet.results, event) -> _ => (),
            recv(outlet.stopped) -> _ => (),
        }
    };
    run(send, |broadcaster, Watcher { number, _results, stopper }| {
        drop(stopper);
        broadcaster.stop_watching(number);
    });
}
