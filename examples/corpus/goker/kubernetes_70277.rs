//! kubernetes#70277: a helper returns, and what it started is not told.
//!
//! `wait_for` asks a poller to poll, until a condition holds. It passes on the channel on which its own caller says that all is done. The
//! caller then waits until the poller is told to end; but that channel is closed by nobody but itself, when it returns. The poller polls
//! on, until its time is over.
//!
//! It was mended by a channel of the helper's own, closed whenever it returns.

use crate::case::{Case, Form};
use std::time::Duration;
use unhang::channel::{Receiver, after, bounded, select, tick};
use unhang::{Cx, thread};

pub const CASE: Case = Case {
    name: "kubernetes_70277",
    origin: "kubernetes#70277",
    class: "a wait for one's own end",
    forms: &[
        Form::hangs("found", found).with_note("reported when the poller's time is over: until then it could have the sender"),
        Form::refused("typed", "ui/goker/kubernetes_70277.rs"),
        Form::right("fixed", fixed),
    ],
};

const INTERVAL: Duration = Duration::from_micros(20);

/// Polls until it is told to end or its time is over, and then closes what it returns.
fn poll(done: Receiver<()>, timeout: Duration) -> Receiver<()> {
    let (polled, polls) = bounded(0);
    thread::spawn(move || {
        let (ticks, timeout) = (tick(INTERVAL), after(timeout));
        loop {
            select! {
                recv(ticks) -> _ => _ = polled.try_send(()),
                recv(timeout) -> _ => return,
                recv(done) -> _ => return,
            }
        }
    });
    polls
}

fn wait_for(wait: impl FnOnce(Receiver<()>) -> Receiver<()>, condition: impl Fn() -> bool, done: Receiver<()>) -> bool {
    wait(done).iter().any(|()| condition())
}

fn wait_with_its_own_stop(wait: impl FnOnce(Receiver<()>) -> Receiver<()>, condition: impl Fn() -> bool) -> bool {
    let (_stop, stopped) = bounded(0);
    wait_for(wait, condition, stopped)
}

fn found(_: &mut Cx) {
    let (_stop, stopped) = bounded(0);
    let mut passed_on = None;
    let wait = |done: Receiver<()>| poll(passed_on.insert(done).clone(), Duration::from_millis(50));
    wait_for(wait, || true, stopped);
    _ = passed_on.expect("it was asked to poll").recv();
}

fn fixed(_: &mut Cx) {
    let mut passed_on = None;
    let wait = |done: Receiver<()>| poll(passed_on.insert(done).clone(), Duration::from_secs(20));
    assert!(wait_with_its_own_stop(wait, || true));
    _ = passed_on.expect("it was asked to poll").recv();
}
