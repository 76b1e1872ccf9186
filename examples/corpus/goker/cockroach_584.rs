//! cockroach#584: a loop ends early with the lock held, and what comes after the loop takes it.
//!
//! The gossip's bootstrap locks in each round and unlocks at its end. Where it finds itself closed it breaks out of the loop, and
//! nothing unlocks. The same task goes on to `manage`, which locks: it waits for itself.
//!
//! It was mended by unlocking before the break.

use crate::case::{Case, Form};
use std::mem;
use unhang::{Cx, Mutex, thread};

pub const CASE: Case = Case {
    name: "cockroach_584",
    origin: "cockroach#584",
    class: "double lock, after an unlock that is missing",
    forms: &[
        Form::hangs("found", found).with_note("a guard would unlock; it is forgotten"),
        Form::hangs("typed", typed).with_note("no type says of a guard that it was forgotten"),
        Form::right("fixed", fixed),
        Form::right("ported", ported).with_note("the break drops the guard"),
    ],
};

#[unhang::levels]
mod order {
    pub struct State;
}

#[derive(Default)]
struct Gossip {
    rounds: u32,
    is_closed: bool,
}

impl Gossip {
    /// A round; it closes in the third.
    fn round(&mut self) -> bool {
        self.rounds += 1;
        self.is_closed = self.rounds == 3;
        self.is_closed
    }
}

fn found(_: &mut Cx) {
    thread::spawn(|| {
        let gossip = Mutex::new(Gossip::default());
        loop {
            let mut state = gossip.lock();
            if state.round() {
                mem::forget(state);
                break;
            }
        }
        manage(&gossip);
    });
}

fn manage(gossip: &Mutex<Gossip>) {
    assert!(gossip.lock().is_closed);
}

fn typed(_: &mut Cx) {
    unhang::spawn(|cx| {
        let gossip = Mutex::<_, order::State>::new(Gossip::default());
        loop {
            let mut state = gossip.lock(cx);
            if state.round() {
                mem::forget(state);
                break;
            }
        }
        assert!(gossip.lock(cx).is_closed);
    });
}

fn fixed(_: &mut Cx) {
    thread::spawn(|| {
        let gossip = Mutex::new(Gossip::default());
        loop {
            let mut state = gossip.lock();
            if state.round() {
                drop(state);
                break;
            }
        }
        manage(&gossip);
    });
}

fn ported(_: &mut Cx) {
    thread::spawn(|| {
        let gossip = Mutex::new(Gossip::default());
        while !gossip.lock().round() {}
        manage(&gossip);
    });
}
