//! kubernetes#6632: a frame is written under a lock, and tells a monitor that waits for the lock.
//!
//! Whoever writes a frame holds the framer's lock while it tells the monitor, over a channel without a buffer, that the connection is
//! in use. When the connection is closed, the monitor does not read that channel any more: it takes the lock to close it.
//!
//! It was mended by a task that empties the channel while the monitor waits for the lock.

use crate::case::{Case, Form};
use std::sync::Arc;
use unhang::channel::{Receiver, Sender, bounded, select, unbounded};
use unhang::{Cx, Mutex, thread};

pub const CASE: Case = Case {
    name: "kubernetes_6632",
    origin: "kubernetes#6632",
    class: "send under a lock",
    forms: &[Form::can_hang("found", found), Form::refused("typed", "ui/goker/kubernetes_6632.rs"), Form::right("fixed", fixed)],
};

struct Framer {
    /// What is told on each frame, until it is closed.
    reset: Mutex<Option<Sender<()>>>,
    resets: Receiver<()>,
}

impl Framer {
    fn write_frame(&self) {
        if let Some(reset) = &*self.reset.lock() {
            _ = reset.send(());
        }
    }

    fn monitor(&self, closed: &Receiver<()>) {
        loop {
            select! {
                recv(self.resets) -> _ => (),
                recv(closed) -> _ => break,
            }
        }
    }
}

fn run(after_close: fn(&Framer)) {
    let ((reset, resets), (connection, closed)) = (bounded(0), unbounded::<()>());
    let framer = Arc::new(Framer { reset: Mutex::new(Some(reset)), resets });
    let writer = framer.clone();
    thread::spawn(move || {
        framer.monitor(&closed);
        after_close(&framer);
    });
    thread::spawn(move || writer.write_frame());
    drop(connection);
}

fn found(_: &mut Cx) {
    run(|framer| *framer.reset.lock() = None);
}

fn fixed(_: &mut Cx) {
    run(|framer| {
        let resets = framer.resets.clone();
        thread::spawn(move || resets.iter().for_each(drop));
        *framer.reset.lock() = None;
    });
}
