//! cockroach#24808: a compactor wakes itself before it is there to be woken.
//!
//! What there is to compact is told to it through a channel of one, as a trigger. `start` sends a trigger, and then starts the loop that
//! takes them. When something was suggested before, the channel is full, and `start` waits for a loop that it has not started.
//!
//! It was mended by not waiting: one pending trigger is enough.

use crate::case::{Case, Form};
use std::sync::Arc;
use unhang::channel::{Receiver, Sender, bounded, select};
use unhang::{Cx, thread};

pub const CASE: Case = Case {
    name: "cockroach_24808",
    origin: "cockroach#24808",
    class: "a send before there is a receiver",
    forms: &[Form::hangs("found", found), Form::refused("typed", "ui/goker/cockroach_24808.rs"), Form::right("fixed", fixed)],
};

struct Compactor {
    trigger: (Sender<()>, Receiver<()>),
    compacted: Sender<()>,
    stop: Receiver<()>,
}

impl Compactor {
    fn suggest(&self) {
        _ = self.trigger.0.try_send(());
    }

    fn run(&self) {
        loop {
            select! {
                recv(self.stop) -> _ => return,
                recv(self.trigger.1) -> _ => self.compacted.send(()).expect("somebody listens"),
            }
        }
    }
}

fn start_with(trigger: fn(&Compactor)) {
    let (stop, stopped) = bounded(0);
    let (compacted, is_compacted) = bounded(0);
    let compactor = Arc::new(Compactor { trigger: bounded(1), compacted, stop: stopped });
    compactor.suggest();
    trigger(&compactor);
    let runs = compactor.clone();
    let run = thread::spawn(move || runs.run());
    is_compacted.recv().expect("it runs");
    drop(stop);
    run.join().expect("no panic");
}

fn found(_: &mut Cx) {
    start_with(|compactor| compactor.trigger.0.send(()).expect("the compactor lives"));
}

fn fixed(_: &mut Cx) {
    start_with(Compactor::suggest);
}
