//! kubernetes#26980: a listener hands over a notification under the lock that is needed to add one.
//!
//! The listener's loop holds its lock while it waits to hand over a notification, or to be stopped. A second task adds a notification,
//! which takes the lock, before it closes the channel of results. The main task waits for that channel, and stops the loop only then.
//!
//! It was mended by taking the notification under the lock, and handing it over without.

use crate::case::{Case, Form};
use std::collections::VecDeque;
use std::sync::Arc;
use unhang::channel::{Receiver, Sender, bounded, select, unbounded};
use unhang::{Condvar, Cx, Mutex, thread};

pub const CASE: Case = Case {
    name: "kubernetes_26980",
    origin: "kubernetes#26980",
    class: "send under a lock",
    forms: &[Form::can_hang("found", found), Form::refused("typed", "ui/goker/kubernetes_26980.rs"), Form::right("fixed", fixed)],
};

struct Listener {
    pending: Mutex<VecDeque<u32>>,
    added: Condvar,
    next: Sender<u32>,
    /// Nobody takes notifications yet.
    _taken: Receiver<u32>,
}

impl Listener {
    fn new() -> Arc<Listener> {
        let (next, _taken) = bounded(0);
        Arc::new(Listener { pending: Mutex::default(), added: Condvar::new(), next, _taken })
    }

    fn add(&self, notification: u32) {
        self.pending.lock().push_back(notification);
        self.added.notify_one();
    }

    /// Hands it over, unless it is stopped.
    fn hand_over(&self, notification: u32, stop: &Receiver<()>) {
        select! {
            send(self.next, notification) -> _ => (),
            recv(stop) -> _ => (),
        }
    }
}

fn run(pop: fn(&Listener, &Receiver<()>)) {
    let (listener, (results, result), (stopper, stop)) = (Listener::new(), unbounded::<()>(), unbounded());
    let (adding, popping) = (listener.clone(), listener.clone());
    listener.add(1);
    thread::spawn(move || pop(&popping, &stop));
    thread::spawn(move || {
        adding.add(2);
        drop(results);
    });
    assert!(result.recv().is_err());
    drop(stopper);
}

fn found(_: &mut Cx) {
    run(|listener, stop| {
        let mut pending = listener.pending.lock();
        listener.added.wait_while(&mut pending, |pending| pending.is_empty());
        let notification = pending.pop_front().expect("there is one");
        listener.hand_over(notification, stop);
    });
}

fn fixed(_: &mut Cx) {
    run(|listener, stop| {
        let mut pending = listener.pending.lock();
        listener.added.wait_while(&mut pending, |pending| pending.is_empty());
        let notification = pending.pop_front().expect("there is one");
        drop(pending);
        listener.hand_over(notification, stop);
    });
}
