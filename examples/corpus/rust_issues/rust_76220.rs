//! rust-lang/rust#76220 (sled#1152): a subscription ends while an event is sent to it.
//!
//! Whoever inserts sends an event to each subscriber, into a bounded channel, under a read lock of the list. A subscriber that has enough
//! drops its subscription, and that takes the list's write lock to leave it. Its receiver is closed after that. So the sender waits for
//! space that nobody will make, and who could end the wait waits for the sender's lock.
//!
//! Here it is mended by closing the receiver before the list is locked.

use crate::case::{Case, Form};
use std::sync::Arc;
use unhang::channel::{Receiver, Sender, bounded};
use unhang::{Cx, RwLock, thread};

pub const CASE: Case = Case {
    name: "rust_76220",
    origin: "rust-lang/rust#76220",
    class: "send under a lock, and a drop that takes it",
    forms: &[
        Form::can_hang("found", found),
        Form::refused("typed", "ui/rust_issues/rust_76220.rs")
            .with_note("the sender cannot be in the list: a levelled end stays in its context"),
        Form::right("fixed", fixed),
    ],
};

type Subscribers = RwLock<Vec<Sender<u32>>>;

struct Subscription {
    events: Option<Receiver<u32>>,
    subscribers: Arc<Subscribers>,
    closes_first: bool,
}

impl Drop for Subscription {
    fn drop(&mut self) {
        if self.closes_first {
            self.events.take();
        }
        self.subscribers.write().clear();
    }
}

fn insert_beside_a_subscription(closes_first: bool) {
    let (sender, events) = bounded(0);
    let subscribers = Arc::new(RwLock::new(vec![sender]));
    let subscription = Subscription { events: Some(events), subscribers: subscribers.clone(), closes_first };
    let subscriber = thread::spawn(move || {
        assert_eq!(subscription.events.as_ref().unwrap().recv(), Ok(1));
        drop(subscription);
    });
    for event in [1, 2] {
        subscribers.read().iter().for_each(|subscriber| _ = subscriber.send(event));
    }
    subscriber.join().unwrap();
}

fn found(_: &mut Cx) {
    insert_beside_a_subscription(false);
}

fn fixed(_: &mut Cx) {
    insert_beside_a_subscription(true);
}
