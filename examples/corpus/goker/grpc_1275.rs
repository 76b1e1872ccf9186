//! grpc#1275: a stream is closed, and whoever reads from it is not told.
//!
//! A reader waits for the next item in the stream's buffer. `close_stream` ought to post one that says that no more will come, and does
//! nothing. Its caller gives the reader a moment to finish, and goes on without it.
//!
//! It was mended by posting the item.

use crate::case::{Case, Form};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use unhang::channel::{Receiver, Sender, bounded};
use unhang::{Cx, thread};

pub const CASE: Case = Case {
    name: "grpc_1275",
    origin: "grpc#1275",
    class: "leak, a message that is never sent",
    forms: &[
        Form::hangs("found", found),
        Form::refused("typed", "ui/goker/grpc_1275.rs"),
        Form::right("ported", ported).with_note("the transport owns the sender, and drops it"),
        Form::right("fixed", fixed),
    ],
};

const PATIENCE: Duration = Duration::from_millis(2);

enum Item {
    Data(u8),
    End,
}

struct Stream {
    buffer: (Sender<Item>, Receiver<Item>),
}

fn read_to_the_end(buffer: &Receiver<Item>) -> usize {
    buffer.iter().map_while(|item| if let Item::Data(byte) = item { Some(byte) } else { None }).count()
}

fn close_the_stream_with(close_stream: fn(&Stream)) {
    let stream = Arc::new(Stream { buffer: bounded(0) });
    let (done, is_done) = bounded::<Infallible>(0);
    let read = stream.clone();
    thread::spawn(move || {
        read_to_the_end(&read.buffer.1);
        drop(done);
    });
    stream.buffer.0.send(Item::Data(1)).expect("it is read");
    close_stream(&stream);
    _ = is_done.recv_timeout(PATIENCE);
}

fn found(_: &mut Cx) {
    close_the_stream_with(|_| {});
}

fn fixed(_: &mut Cx) {
    close_the_stream_with(|stream| stream.buffer.0.send(Item::End).expect("somebody reads"));
}

fn ported(_: &mut Cx) {
    let (buffer, items) = bounded(0);
    let (done, is_done) = bounded(1);
    thread::spawn(move || done.send(read_to_the_end(&items)));
    buffer.send(Item::Data(1)).expect("it is read");
    drop(buffer);
    assert_eq!(is_done.recv(), Ok(1));
}
