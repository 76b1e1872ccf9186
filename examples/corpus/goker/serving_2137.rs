//! serving#2137: a test of a breaker waits for a request that another one keeps out.
//!
//! The breaker lets one request be active at a time, and a second one wait. The test locks a mutex of each request before it starts
//! them, which it unlocks when the request is to end. It unlocks that of the first and waits for its result. But if the second has
//! become active first, it waits for its own mutex, and the first waits to become active.
//!
//! It was mended by starting a request only when the one before has got where it should.

use crate::case::{Case, Form};
use std::sync::Arc;
use unhang::channel::{Receiver, Sender, bounded};
use unhang::{Cx, Mutex, Semaphore, thread};

pub const CASE: Case = Case {
    name: "serving_2137",
    origin: "serving#2137",
    class: "receive under a lock",
    forms: &[
        Form::can_hang("found", found),
        Form::refused("typed", "ui/goker/serving_2137.rs")
            .with_note("the mended test is refused too: which of the two is active, no type says"),
        Form::right("fixed", fixed),
    ],
};

struct Breaker {
    pending: Semaphore,
    active: Semaphore,
}

impl Breaker {
    /// Runs `request`, unless too many are there.
    fn maybe(&self, request: impl FnOnce()) -> bool {
        let Some(_pending) = self.pending.try_acquire() else { return false };
        let _active = self.active.acquire();
        request();
        true
    }
}

struct Request {
    may_end: Mutex<()>,
    accept: Sender<bool>,
    accepted: Receiver<bool>,
}

impl Request {
    fn new() -> Arc<Request> {
        let (accept, accepted) = bounded(1);
        Arc::new(Request { may_end: Mutex::new(()), accept, accepted })
    }

    fn start(self: &Arc<Self>, breaker: &Arc<Breaker>) {
        let (request, breaker) = (self.clone(), breaker.clone());
        thread::spawn(move || {
            let is_accepted = breaker.maybe(|| drop(request.may_end.lock()));
            _ = request.accept.send(is_accepted);
        });
    }
}

fn run(wait_until_active: fn(&Breaker)) {
    let breaker = Arc::new(Breaker { pending: Semaphore::new(2), active: Semaphore::new(1) });
    let [first, second] = [Request::new(), Request::new()];
    let (first_held, second_held) = (first.may_end.lock(), second.may_end.lock());
    first.start(&breaker);
    wait_until_active(&breaker);
    second.start(&breaker);
    drop(first_held);
    assert_eq!(first.accepted.recv(), Ok(true));
    drop(second_held);
    assert_eq!(second.accepted.recv(), Ok(true));
}

fn found(_: &mut Cx) {
    run(|_| ());
}

fn fixed(_: &mut Cx) {
    run(|breaker| {
        while breaker.active.available_permits() > 0 {
            thread::yield_now();
        }
    });
}
