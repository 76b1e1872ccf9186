//! ironclaw#905: a read guard is held across a send into a full channel, and whoever would make room needs the write lock.
//!
//! A message is handed to each running channel under a read lock of their list. One channel's queue is full: its consumer is being stopped,
//! and to stop takes the write lock before it empties the queue. The original is async; here tasks are threads.
//!
//! Here it is mended by copying the senders out of the list.

use crate::case::{Case, Form};
use std::sync::Arc;
use unhang::channel::{Receiver, Sender, bounded};
use unhang::{Cx, RwLock, thread};

pub const CASE: Case = Case {
    name: "ironclaw_905",
    origin: "nearai/ironclaw#905",
    class: "send under a lock",
    forms: &[Form::can_hang("found", found), Form::right("fixed", fixed)],
};

type Channels = RwLock<Vec<Sender<u32>>>;

fn stop(channels: &Channels, queue: Receiver<u32>) -> usize {
    channels.write().clear();
    queue.iter().count()
}

fn beside_a_stop(broadcast: fn(&Channels)) {
    let (sender, queue) = bounded(1);
    sender.send(0).unwrap();
    let channels = Arc::new(RwLock::new(vec![sender]));
    let stopped = channels.clone();
    let stopping = thread::spawn(move || stop(&stopped, queue));
    broadcast(&channels);
    assert!([1, 2].contains(&stopping.join().unwrap()));
}

fn found(_: &mut Cx) {
    beside_a_stop(|channels| channels.read().iter().for_each(|channel| channel.send(1).unwrap()));
}

fn fixed(_: &mut Cx) {
    beside_a_stop(|channels| {
        let senders = channels.read().clone();
        senders.iter().for_each(|channel| channel.send(1).unwrap());
    });
}
