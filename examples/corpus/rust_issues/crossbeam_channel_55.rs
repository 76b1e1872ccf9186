//! crossbeam-channel#55: the consumer is gone, and the producer waits for space.
//!
//! In the version in question a send did not say that nobody receives any more. A consumer that failed left the producer at a full channel,
//! for ever. Here it is so because the channel's two ends are in one structure that both threads share.
//!
//! It was mended by a send that fails when the last receiver is gone.

use crate::case::{Case, Form};
use std::sync::Arc;
use unhang::channel::{Receiver, Sender, bounded};
use unhang::{Cx, thread};

pub const CASE: Case = Case {
    name: "crossbeam_channel_55",
    origin: "crossbeam-rs/crossbeam-channel#55",
    class: "a consumer that is gone",
    forms: &[
        Form::hangs("found", found),
        Form::right("fixed", fixed),
        Form::right("ported", fixed).with_note("ends that are owned close the channel: the program as it was written hangs no more"),
    ],
};

struct Channel {
    sender: Sender<u32>,
    receiver: Receiver<u32>,
}

fn found(_: &mut Cx) {
    let (sender, receiver) = bounded(0);
    let channel = Arc::new(Channel { sender, receiver });
    let shared = channel.clone();
    let consumer = thread::spawn(move || shared.receiver.recv().unwrap());
    for number in 0..3 {
        channel.sender.send(number).unwrap();
    }
    consumer.join().unwrap();
}

fn fixed(_: &mut Cx) {
    let (sender, receiver) = bounded(0);
    let consumer = thread::spawn(move || receiver.recv().unwrap());
    let sent = (0..3).take_while(|number| sender.send(*number).is_ok()).count();
    assert_eq!((sent, consumer.join().unwrap()), (1, 0));
}
