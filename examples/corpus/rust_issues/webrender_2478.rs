//! webrender#2478: payloads fill a bounded channel before the message that makes the other side read it.
//!
//! A transaction is a message, and its payloads go by a channel of their own, first. The other side takes a transaction and then reads its
//! payloads. With more payloads than there is room for, the transaction is never sent.
//!
//! It was mended by a thread that moves payloads into a buffer without a bound.

use crate::case::{Case, Form};
use unhang::channel::{Receiver, Sender, bounded, unbounded};
use unhang::{Cx, thread};

pub const CASE: Case = Case {
    name: "webrender_2478",
    origin: "servo/webrender#2478",
    class: "two channels of one peer, in the wrong order",
    forms: &[
        Form::hangs("found", found),
        Form::refused("typed", "ui/rust_issues/webrender_2478.rs")
            .with_note("where the payloads are read: space for them is owed while a transaction is waited for"),
        Form::right("fixed", fixed),
    ],
};

/// Sends a transaction with three payloads.
fn send(transactions: &Sender<usize>, payloads: &Sender<u32>) {
    (0..3).for_each(|payload| payloads.send(payload).unwrap());
    transactions.send(3).unwrap();
}

fn render(transactions: Receiver<usize>, payloads: Receiver<u32>) {
    for count in transactions {
        assert_eq!(payloads.iter().take(count).count(), count);
    }
}

fn found(_: &mut Cx) {
    let (transactions, renders) = bounded(1);
    let (payloads, loads) = bounded(1);
    let backend = thread::spawn(move || render(renders, loads));
    send(&transactions, &payloads);
    drop(transactions);
    backend.join().unwrap();
}

fn fixed(_: &mut Cx) {
    let (transactions, renders) = bounded(1);
    let (payloads, routed) = bounded(1);
    let (buffer, loads) = unbounded();
    let router = thread::spawn(move || routed.iter().for_each(|payload| buffer.send(payload).unwrap()));
    let backend = thread::spawn(move || render(renders, loads));
    send(&transactions, &payloads);
    drop((transactions, payloads));
    router.join().unwrap();
    backend.join().unwrap();
}
