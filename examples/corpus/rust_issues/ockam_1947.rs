//! ockam#1947: two workers with full mailboxes send to each other.
//!
//! A worker reads its mailbox when it has handled a message, and handling sends. If both mailboxes are full, each waits for the other to
//! read.
//!
//! Here it is mended by mailboxes without a bound.

use crate::case::{Case, Form};
use unhang::channel::{Receiver, Sender, bounded, unbounded};
use unhang::{Cx, thread};

pub const CASE: Case = Case {
    name: "ockam_1947",
    origin: "build-trust/ockam#1947",
    class: "full mailboxes, crosswise",
    forms: &[Form::hangs("found", found), Form::refused("typed", "ui/rust_issues/ockam_1947.rs"), Form::right("fixed", fixed)],
};

type Mailbox = (Sender<u32>, Receiver<u32>);

/// Handles its first message, which has it send some, and then reads its mailbox.
fn work(mailbox: Receiver<u32>, peer: Sender<u32>) -> u32 {
    for message in 0..3 {
        peer.send(message).unwrap();
    }
    drop(peer);
    mailbox.iter().sum()
}

fn run(alice: Mailbox, bob: Mailbox) {
    let (to_alice, to_bob) = (alice.0, bob.0);
    let worker = thread::spawn(move || work(alice.1, to_bob));
    assert_eq!(work(bob.1, to_alice), 3);
    assert_eq!(worker.join().unwrap(), 3);
}

fn found(_: &mut Cx) {
    run(bounded(2), bounded(2));
}

fn fixed(_: &mut Cx) {
    run(unbounded(), unbounded());
}
