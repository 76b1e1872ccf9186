//! ipc-channel#34: a receive sends to its own full socket.
//!
//! A large message comes in fragments, and those of different senders come mixed. A receiver that gets a fragment of another message puts
//! it back, by sending it to the socket that it reads. If the socket is full, only the receiver could make space.
//!
//! It was mended by a socket of its own for the fragments of each message. Here the receiver keeps what does not belong to it.

use crate::case::{Case, Form};
use unhang::channel::{Receiver, Sender, bounded};
use unhang::{Cx, thread};

pub const CASE: Case = Case {
    name: "ipc_channel_34",
    origin: "servo/ipc-channel#34",
    class: "a send to oneself",
    forms: &[
        Form::hangs("found", found),
        Form::refused("typed", "ui/rust_issues/ipc_channel_34.rs")
            .with_note("the receive is a `try_recv`; beside the own sender a `recv` is refused as well"),
        Form::right("fixed", fixed),
    ],
};

type Fragment = (&'static str, u32);

/// Full, with fragments of two messages.
fn full_socket() -> (Sender<Fragment>, Receiver<Fragment>) {
    let (sender, socket) = bounded(2);
    for fragment in [("b", 1), ("a", 1)] {
        sender.send(fragment).unwrap();
    }
    (sender, socket)
}

/// Sends one more, as soon as there is space.
fn send_next(sender: &Sender<Fragment>) -> thread::JoinHandle<()> {
    let sender = sender.clone();
    thread::spawn(move || sender.send(("b", 2)).unwrap())
}

fn found(_: &mut Cx) {
    let (sender, socket) = full_socket();
    let peer = send_next(&sender);
    let another = socket.recv().unwrap();
    peer.join().unwrap();
    sender.send(another).unwrap();
    assert_eq!(socket.recv(), Ok(("a", 1)));
}

fn fixed(_: &mut Cx) {
    let (sender, socket) = full_socket();
    let peer = send_next(&sender);
    drop(sender);
    let (message, others): (Vec<Fragment>, Vec<Fragment>) = socket.iter().partition(|(message, _)| *message == "a");
    peer.join().unwrap();
    assert_eq!((message.len(), others.len()), (1, 2));
}
