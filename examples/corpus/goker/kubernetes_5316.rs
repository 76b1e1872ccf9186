//! kubernetes#5316: a request takes longer than its client waits.
//!
//! `finish_request` starts a task, which sends what comes of the work, a result or an error, on channels without a buffer. It waits for
//! either of them, or for a timeout. When the timeout comes first it returns, and the task waits for somebody to take what it has.
//!
//! It was mended by buffers of one. The late result is lost there; here it is taken in the end.

use crate::case::{Case, Form};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use unhang::channel::{Receiver, Sender, bounded, select};
use unhang::{Cx, spawn_with, thread};

pub const CASE: Case = Case {
    name: "kubernetes_5316",
    origin: "kubernetes#5316",
    class: "leak, a message that nobody takes",
    forms: &[
        Form::hangs("found", found),
        Form::right("typed", typed).with_note("the receivers belong to who waits for the request, and go with it"),
        Form::right("ported", ported).with_note("the receivers go with `finish_request`"),
        Form::right("fixed", fixed),
    ],
};

const TIMEOUT: Duration = Duration::from_micros(50);

struct Request {
    result: (Sender<u32>, Receiver<u32>),
    error: (Sender<String>, Receiver<String>),
}

/// The work takes until `timed_out` is closed.
fn finish_request(request: &Arc<Request>, timed_out: Receiver<Infallible>) -> (Option<u32>, thread::JoinHandle<()>) {
    let works = request.clone();
    let worker = thread::spawn(move || match timed_out.recv() {
        Err(_) => works.result.0.send(7).expect("the request lives"),
        Ok(never) => match never {},
    });
    let result = select! {
        recv(request.result.1) -> result => result.ok(),
        recv(request.error.1) -> _ => None,
        default(TIMEOUT) => None,
    };
    (result, worker)
}

fn found(_: &mut Cx) {
    let request = Arc::new(Request { result: bounded(0), error: bounded(0) });
    let (goes_on, timed_out) = bounded(0);
    let (result, _) = finish_request(&request, timed_out);
    assert_eq!(result, None);
    drop(goes_on);
}

fn fixed(_: &mut Cx) {
    let request = Arc::new(Request { result: bounded(1), error: bounded(1) });
    let (goes_on, timed_out) = bounded(0);
    let (result, worker) = finish_request(&request, timed_out);
    assert_eq!(result, None);
    drop(goes_on);
    worker.join().expect("no panic");
    assert_eq!(request.result.1.recv(), Ok(7));
}

fn ported(_: &mut Cx) {
    let ((results, result), (errors, error)) = (bounded(0), bounded::<String>(0));
    let (goes_on, timed_out) = bounded::<Infallible>(0);
    let worker = thread::spawn(move || {
        let _errors = errors;
        timed_out.recv().is_err() && results.send(7).is_err()
    });
    select! {
        recv(result) -> _ => unreachable!("it takes longer"),
        recv(error) -> _ => unreachable!("it succeeds"),
        default(TIMEOUT) => drop((result, error)),
    }
    drop(goes_on);
    assert!(worker.join().expect("no panic"));
}

#[unhang::levels]
mod order {
    #[channel(bounded)]
    pub struct Results;
    #[channel(bounded)]
    pub struct Errors;
}
use order::*;

fn typed(cx: &mut Cx) {
    let (results, result, cx) = cx.bounded::<u32, Results>(0);
    let (errors, error, cx) = cx.bounded::<String, Errors>(0);
    let (_, cx) = spawn_with(cx, (results, errors), |cx, (results, _errors)| results.send(cx, 7).is_err());
    cx.with_timeout(Duration::ZERO, |cx| {
        unhang::select!(cx,
            recv(result) -> _ => unreachable!("its time is over"),
            recv(error) -> _ => unreachable!("its time is over"),
            interrupted(_) => {},
        );
    });
}
