//! grpc#660: a benchmark is stopped in the middle of a round, whose outcome nobody takes any more.
//!
//! Each round starts a request, which sends its outcome on a channel of its own, and waits for that or for the word to stop. When the
//! word comes first the loop returns, and the last request waits for somebody to take what it has.
//!
//! It was mended by a buffer of one. Here the loop takes the outcome before it returns, lest it be lost.

use crate::case::{Case, Form};
use std::sync::Arc;
use unhang::channel::{Receiver, bounded, select};
use unhang::{Cx, spawn_with, thread};

pub const CASE: Case = Case {
    name: "grpc_660",
    origin: "grpc#660",
    class: "leak, a message that nobody takes",
    forms: &[
        Form::hangs("found", found),
        Form::right("typed", typed).with_note("the receiver stays with the round, and goes with it"),
        Form::right("ported", ported).with_note("the receiver goes with its round"),
        Form::right("fixed", fixed),
    ],
};

#[unhang::levels]
mod order {
    #[channel]
    pub struct Stop;
    #[channel(bounded)]
    pub struct Outcomes;
}
use order::*;

/// The word to stop, which has been given.
fn stopped() -> Receiver<()> {
    bounded(0).1
}

fn found(_: &mut Cx) {
    let stop = stopped();
    loop {
        let outcome = Arc::new(bounded(0));
        let request = outcome.clone();
        thread::spawn(move || request.0.send(true));
        select! {
            recv(stop) -> _ => return,
            recv(outcome.1) -> outcome => assert_eq!(outcome, Ok(true)),
        }
    }
}

fn fixed(_: &mut Cx) {
    let stop = stopped();
    loop {
        let outcome = Arc::new(bounded(1));
        let request = outcome.clone();
        thread::spawn(move || request.0.send(true));
        select! {
            recv(stop) -> _ => return assert_eq!(outcome.1.recv(), Ok(true)),
            recv(outcome.1) -> outcome => assert_eq!(outcome, Ok(true)),
        }
    }
}

fn ported(_: &mut Cx) {
    let stop = stopped();
    loop {
        let (request, outcome) = bounded(0);
        thread::spawn(move || request.send(true));
        select! {
            recv(stop) -> _ => return,
            recv(outcome) -> outcome => assert_eq!(outcome, Ok(true)),
        }
    }
}

fn typed(cx: &mut Cx) {
    let (stop, stopped, cx) = cx.unbounded::<(), Stop>();
    let cx = stop.close(cx);
    loop {
        let (request, outcome, cx) = cx.bounded::<bool, Outcomes>(0);
        let (_, cx) = spawn_with(cx, (request,), |cx, (request,)| request.send(cx, true).is_ok());
        unhang::select!(cx,
            recv(stopped) -> _ => return,
            recv(outcome) -> outcome => assert_eq!(outcome, Ok(true)),
            interrupted(_) => return,
        );
    }
}
