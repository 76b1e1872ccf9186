//! codex#2874: a reader, a processor and a writer form a ring with their client.
//!
//! The reader reads requests and passes them to the processor, which passes answers to the writer. All of it is bounded. A client that
//! writes all its requests before it reads an answer fills the writer's side first, and then all the others. An audit found the ring; that
//! the client closes it is our reading.
//!
//! Here it is mended by an unbounded channel between processor and writer.

use crate::case::{Case, Form};
use unhang::channel::{Receiver, Sender, bounded, unbounded};
use unhang::{Cx, thread};

pub const CASE: Case = Case {
    name: "codex_2874",
    origin: "openai/codex#2874",
    class: "a ring of full channels",
    forms: &[
        Form::hangs("found", found),
        Form::refused("typed", "ui/rust_issues/codex_2874.rs").with_note("the twin writes its requests from a task of its own"),
        Form::right("fixed", fixed),
    ],
};

fn pass_on(from: Receiver<u32>, to: Sender<u32>) {
    from.iter().for_each(|message| to.send(message).unwrap());
}

fn talk((send_answers, answers): (Sender<u32>, Receiver<u32>)) {
    let (stdin, read) = bounded(0);
    let (written, stdout) = bounded(0);
    let (send_requests, requests) = bounded(1);
    thread::spawn(move || pass_on(read, send_requests));
    thread::spawn(move || pass_on(requests, send_answers));
    thread::spawn(move || pass_on(answers, written));
    (0..6).for_each(|request| stdin.send(request).unwrap());
    drop(stdin);
    assert_eq!(stdout.iter().count(), 6);
}

fn found(_: &mut Cx) {
    talk(bounded(1));
}

fn fixed(_: &mut Cx) {
    talk(unbounded());
}
