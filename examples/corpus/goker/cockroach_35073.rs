//! cockroach#35073: a consumer of rows returns early, and the producers are not told.
//!
//! Rows go through a channel of sixteen. It is full, and one producer waits for space already, when the outbox that ought to read starts,
//! meets an error and returns. It neither takes the rows nor says that it is closed, so the next push waits too.
//!
//! It was mended so that the outbox, however it returns, says that it is closed, and takes what is there. Rows that come in while it does
//! so are lost on purpose; here they are taken in the end.

use crate::case::{Case, Form};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use unhang::channel::{Receiver, Sender, bounded};
use unhang::{Cx, spawn_with, thread};

pub const CASE: Case = Case {
    name: "cockroach_35073",
    origin: "cockroach#35073",
    class: "a consumer that is gone",
    forms: &[
        Form::hangs("found", found),
        Form::right("typed", typed).with_note("the receiver belongs to the outbox, and goes with it"),
        Form::right("ported", ported).with_note("the outbox owns the receiver"),
        Form::right("fixed", fixed),
    ],
};

type Row = u32;
const SLOTS: usize = 16;

struct RowChannel {
    rows: (Sender<Row>, Receiver<Row>),
    is_closed: AtomicBool,
}

impl RowChannel {
    fn push(&self, row: Row) {
        if !self.is_closed.load(Ordering::SeqCst) {
            self.rows.0.send(row).expect("the channel lives");
        }
    }

    fn close(&self) {
        self.is_closed.store(true, Ordering::SeqCst);
        self.drain();
    }

    fn drain(&self) {
        self.rows.1.try_iter().for_each(drop);
    }
}

/// Its connection fails before it has read anything.
fn run_outbox() -> Result<(), ()> {
    Err(())
}

fn push_beside_an_outbox(at_its_end: fn(&RowChannel)) -> Arc<RowChannel> {
    let channel = Arc::new(RowChannel { rows: bounded(SLOTS), is_closed: AtomicBool::new(false) });
    (0..16).for_each(|row| channel.push(row));
    let producer = channel.clone();
    let pushed = thread::spawn(move || producer.push(16));
    let outbox = channel.clone();
    let ran = thread::spawn(move || {
        _ = run_outbox();
        at_its_end(&outbox);
    });
    ran.join().expect("no panic");
    channel.push(17);
    pushed.join().expect("no panic");
    channel
}

fn found(_: &mut Cx) {
    push_beside_an_outbox(|_| {});
}

fn fixed(_: &mut Cx) {
    push_beside_an_outbox(RowChannel::close).drain();
}

/// Without a buffer, lest rows be left in it.
fn ported(_: &mut Cx) {
    let (push, rows) = bounded::<Row>(0);
    let producer = push.clone();
    let pushed = thread::spawn(move || producer.send(16));
    let outbox = thread::spawn(move || {
        let _rows = rows;
        run_outbox()
    });
    assert!(outbox.join().expect("no panic").is_err());
    assert!(push.send(17).is_err());
    assert!(pushed.join().expect("no panic").is_err());
}

#[unhang::levels]
mod order {
    #[channel(bounded)]
    pub struct Rows;
}
use order::*;

fn typed(cx: &mut Cx) {
    let (push, rows, cx) = cx.bounded::<Row, Rows>(0);
    let (_, cx) = spawn_with(cx, (rows,), |_, (_rows,)| run_outbox());
    let (_, cx) = spawn_with(cx, (&push,), |cx, (push,)| push.send(cx, 16).is_err());
    assert!(push.send(cx, 17).is_err());
}
