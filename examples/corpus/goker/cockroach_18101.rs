//! cockroach#18101: who reads stops at a cancellation, and who writes does not look for it.
//!
//! A producer sends eight spans into a channel of six. The consumer takes one, waits until all is cancelled, and returns; the producer
//! waits to send the last one.
//!
//! It was mended by looking for the cancellation beside each send. What is in the buffer is lost then; here it is taken in the end.

use crate::case::{Case, Form};
use std::sync::Arc;
use unhang::channel::{Receiver, Sender, bounded, select};
use unhang::{Cx, thread};

pub const CASE: Case = Case {
    name: "cockroach_18101",
    origin: "cockroach#18101",
    class: "leak, a consumer that is gone",
    forms: &[
        Form::hangs("found", found),
        Form::refused("typed", "ui/goker/cockroach_18101.rs"),
        Form::right("ported", ported).with_note("the consumer owns the receiver"),
        Form::right("fixed", fixed),
    ],
};

const SPANS: u32 = 8;
const SLOTS: usize = 6;

type Spans = Arc<(Sender<u32>, Receiver<u32>)>;

fn restore(spans: &Receiver<u32>, taken: Sender<()>, cancelled: &Receiver<()>) {
    assert_eq!(spans.recv(), Ok(0));
    drop(taken);
    _ = cancelled.recv();
}

/// Cancels as soon as the consumer has taken one.
fn cancel_after(taken: Receiver<()>, cancel: Sender<()>) {
    _ = taken.recv();
    drop(cancel);
}

fn restore_with(send: fn(&Sender<u32>, u32, &Receiver<()>)) -> (Spans, thread::JoinHandle<()>) {
    let spans: Spans = Arc::new(bounded(SLOTS));
    let ((take, taken), (cancel, cancelled)) = (bounded(0), bounded(0));
    let (restored, sent) = (spans.clone(), spans.clone());
    let is_cancelled = cancelled.clone();
    let producer = thread::spawn(move || (0..SPANS).for_each(|span| send(&sent.0, span, &is_cancelled)));
    let consumer = thread::spawn(move || restore(&restored.1, take, &cancelled));
    cancel_after(taken, cancel);
    consumer.join().expect("no panic");
    (spans, producer)
}

fn found(_: &mut Cx) {
    restore_with(|spans, span, _| spans.send(span).expect("the channel lives"));
}

fn fixed(_: &mut Cx) {
    let (spans, producer) = restore_with(|spans, span, cancelled| {
        select! {
            send(spans, span) -> sent => sent.expect("the channel lives"),
            recv(cancelled) -> _ => {}
        }
    });
    producer.join().expect("no panic");
    spans.1.try_iter().for_each(drop);
}

/// Without a buffer, lest something be left in it.
fn ported(_: &mut Cx) {
    let (send, spans) = bounded(0);
    let ((take, taken), (cancel, cancelled)) = (bounded(0), bounded(0));
    let producer = thread::spawn(move || (0..SPANS).try_for_each(|span| send.send(span)));
    let consumer = thread::spawn(move || restore(&spans, take, &cancelled));
    cancel_after(taken, cancel);
    consumer.join().expect("no panic");
    assert!(producer.join().expect("no panic").is_err());
}
