//! tylertoo#362: a writer gives up, and its producer waits for space.
//!
//! A producer's thread sends batches into a bounded channel, in a thread scope. The writer stops at an error, keeps the receiver, and the
//! scope's owner joins the producer, which waits for space. A comment said that the writer's side drops the receiver when it fails.
//!
//! It was mended so: the receiver goes before the join.

use crate::case::{Case, Form};
use unhang::channel::{Receiver, Sender, bounded};
use unhang::{Cx, thread};

pub const CASE: Case = Case {
    name: "tylertoo_362",
    origin: "geoparquet-io/tylertoo#362",
    class: "a receiver that is kept and not read",
    forms: &[
        Form::hangs("found", found),
        Form::refused("typed", "ui/rust_issues/tylertoo_362.rs"),
        Form::right("fixed", fixed).with_note("with no buffer, in which batches would be lost"),
    ],
};

/// Until the writer is gone.
fn produce(batches: Sender<u32>) {
    for batch in 0..4 {
        if batches.send(batch).is_err() {
            return;
        }
    }
}

/// Fails at the first batch: the disk is full.
fn write_level(batches: &Receiver<u32>) -> Result<(), &'static str> {
    batches.recv().map_or(Ok(()), |_| Err("the disk is full"))
}

fn found(_: &mut Cx) {
    let (sender, batches) = bounded(1);
    thread::scope(|scope| {
        let producer = scope.spawn(move || produce(sender));
        let written = write_level(&batches);
        producer.join().unwrap();
        assert!(written.is_err());
    });
}

fn fixed(_: &mut Cx) {
    let (sender, batches) = bounded(0);
    thread::scope(|scope| {
        let producer = scope.spawn(move || produce(sender));
        let written = write_level(&batches);
        drop(batches);
        producer.join().unwrap();
        assert!(written.is_err());
    });
}
