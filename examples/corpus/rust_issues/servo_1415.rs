//! servo#1415: at shutdown the compositor reads no more messages, and the constellation waits for a reply to one.
//!
//! The compositor tells the constellation to exit and waits until it says that it has. On the way there the constellation asks the
//! compositor for something, with a channel for the reply. The question stays in the compositor's mailbox.
//!
//! Here it is mended by reading the mailbox until the constellation has ended. The project wrote down, in words, who may block on whom.

use crate::case::{Case, Form};
use unhang::channel::{Receiver, Sender, bounded, unbounded};
use unhang::{Cx, thread};

pub const CASE: Case = Case {
    name: "servo_1415",
    origin: "servo/servo#1415",
    class: "a reply that nobody gives any more",
    forms: &[
        Form::hangs("found", found),
        Form::refused("typed", "ui/rust_issues/servo_1415.rs").with_note("whoever drains a mailbox that carries replies owes them"),
        Form::right("fixed", fixed),
    ],
};

/// A question for the compositor: where the window is.
type Question = Sender<(u32, u32)>;

fn exit(exits: Receiver<()>, compositor: Sender<Question>, exited: Sender<()>) {
    exits.recv().unwrap();
    let (reply, replied) = bounded(1);
    compositor.send(reply).unwrap();
    assert_eq!(replied.recv(), Ok((0, 0)));
    exited.send(()).unwrap();
}

fn shut_down(wait: fn(Receiver<Question>, Receiver<()>)) {
    let (exit_now, exits) = bounded(0);
    let (compositor, mailbox) = unbounded();
    let (exited, has_exited) = bounded(1);
    let constellation = thread::spawn(move || exit(exits, compositor, exited));
    exit_now.send(()).unwrap();
    wait(mailbox, has_exited);
    constellation.join().unwrap();
}

fn found(_: &mut Cx) {
    shut_down(|_mailbox, has_exited| has_exited.recv().unwrap());
}

fn fixed(_: &mut Cx) {
    shut_down(|mailbox, has_exited| {
        mailbox.iter().for_each(|question| question.send((0, 0)).unwrap());
        has_exited.recv().unwrap();
    });
}
