//! crossbeam#196: a scope waits for the peer of a thread that panicked.
//!
//! Of two threads in a scope one waits for the other. The other one panics, and would be the only one to wake the first. The scope waits
//! for both before it passes the panic on, so nobody sees it.
//!
//! The way out is that what the peer waits for ends with the thread: its own end of a channel, which unwinding drops.

use crate::case::{Case, Form};
use std::panic::resume_unwind;
use unhang::channel::{Receiver, Sender, bounded};
use unhang::{Cx, thread};

pub const CASE: Case = Case {
    name: "crossbeam_196",
    origin: "crossbeam-rs/crossbeam#196",
    class: "a panic in a scope, and a peer that waits",
    forms: &[Form::hangs("found", found), Form::right("fixed", fixed)],
};

/// Panics before it sends.
fn produce(_: &Sender<u32>) {
    resume_unwind(Box::new("out of memory"));
}

fn consume(receiver: &Receiver<u32>) -> usize {
    receiver.iter().count()
}

fn found(_: &mut Cx) {
    let (sender, receiver) = bounded(1);
    thread::scope(|scope| {
        let producer = scope.spawn(|| produce(&sender));
        let consumer = scope.spawn(|| consume(&receiver));
        assert_eq!(consumer.join().unwrap(), 0);
        assert!(producer.join().is_err());
    });
}

fn fixed(_: &mut Cx) {
    let (sender, receiver) = bounded(1);
    thread::scope(|scope| {
        let producer = scope.spawn(move || produce(&sender));
        let consumer = scope.spawn(|| consume(&receiver));
        assert_eq!(consumer.join().unwrap(), 0);
        assert!(producer.join().is_err());
    });
}
