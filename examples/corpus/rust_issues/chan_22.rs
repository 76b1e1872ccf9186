//! chan#22: a worker panics, and its wait group is not counted down.
//!
//! The group counts by hand: `add` before a worker starts, `done` as its last line. A panic goes past that line.
//!
//! The way out is a guard that counts down when it is dropped.

use crate::case::{Case, Form};
use std::panic::resume_unwind;
use std::sync::Arc;
use unhang::{Condvar, Cx, Mutex, thread};

pub const CASE: Case = Case {
    name: "chan_22",
    origin: "BurntSushi/chan#22",
    class: "a panic that skips what others wait for",
    forms: &[
        Form::hangs("found", found),
        Form::right("fixed", fixed),
        Form::right("ported", ported).with_note("a token of our wait group is such a guard"),
    ],
};

#[derive(Default)]
struct WaitGroup {
    running: Mutex<u32>,
    changed: Condvar,
}

impl WaitGroup {
    fn add(&self) {
        *self.running.lock() += 1;
    }

    fn done(&self) {
        *self.running.lock() -= 1;
        self.changed.notify_all();
    }

    fn wait(&self) {
        self.changed.wait_while(&mut self.running.lock(), |running| *running > 0);
    }
}

struct Done(Arc<WaitGroup>);

impl Drop for Done {
    fn drop(&mut self) {
        self.0.done();
    }
}

/// Does not print what a panic does.
fn fail() {
    resume_unwind(Box::new("out of range"));
}

fn found(_: &mut Cx) {
    let group = Arc::new(WaitGroup::default());
    let worker = group.clone();
    group.add();
    thread::spawn(move || {
        fail();
        worker.done();
    });
    group.wait();
}

fn fixed(_: &mut Cx) {
    let group = Arc::new(WaitGroup::default());
    group.add();
    let done = Done(group.clone());
    thread::spawn(move || {
        let _done = done;
        fail();
    });
    group.wait();
}

fn ported(_: &mut Cx) {
    let group = unhang::WaitGroup::new();
    let token: unhang::Token = group.token();
    thread::spawn(move || {
        let _token = token;
        fail();
    });
    group.wait();
}
