//! Models: small programs, run under many schedules by `shuttle`, with the primitives of [`crate::prim`] replaced.
//!
//! `RUSTFLAGS="--cfg unhang_model" cargo test --release --lib models::`
//!
//! Each states what must hold in every schedule; a wait that never ends is a deadlock, which fails it. Where no wait is timed all
//! schedules are tried, up to a number; everywhere some ten thousand, at random and by PCT.

mod cancellation;
mod channels;
#[cfg(any(debug_assertions, feature = "checked"))]
mod checker;
#[cfg(any(debug_assertions, feature = "checked"))]
mod delays;
mod waits;

use crate::limits::{Interrupt, Limits};
use crate::prim;
use crate::prim::execution::{self, Deciding};
use crate::prim::thread;
use crate::{CancelToken, Cx, Unheld, root};
use shuttle::scheduler::{DfsScheduler, PctScheduler, RandomScheduler, Scheduler};
use shuttle::{Config, Runner};
use std::panic::Location;
use std::sync::Arc;

/// Runs a model under random schedules.
fn check(model: impl Fn() + Copy + Send + Sync + 'static) {
    run(RandomScheduler::new(10_000), model);
    run(PctScheduler::new(3, 10_000), model);
}

/// Runs a model without timed waits under all schedules, up to a number; then under random ones.
fn check_all(model: impl Fn() + Copy + Send + Sync + 'static) {
    // Where several operations of a select are ready, the choice is not tried out, but left to chance.
    let chance = true;
    run(DfsScheduler::new(Some(200_000), chance), model);
    check(model);
}

fn run(scheduler: impl Scheduler + 'static, model: impl Fn() + Send + Sync + 'static) {
    let run = move || {
        execution::begin(None);
        model();
    };
    Runner::new(Deciding(scheduler), Config::default()).run(run);
}

/// Runs `f` with a context, under a token.
fn under<R>(token: &CancelToken, f: impl for<'x> FnOnce(&'x mut Cx<Unheld>) -> R) -> R {
    root(|cx| cx.with_token(token, f))
}

fn limits(token: &CancelToken) -> Limits {
    under(token, |_| Limits::current())
}

#[track_caller]
fn here() -> &'static Location<'static> {
    Location::caller()
}

/// Cancels in another task.
fn cancels(token: &CancelToken) -> thread::JoinHandle<()> {
    let token = token.clone();
    thread::spawn(move || token.cancel_because("enough"))
}

fn enough() -> Interrupt {
    Interrupt::Cancelled(Some("enough".into()))
}

fn join<T>(task: thread::JoinHandle<T>) -> T {
    task.join().expect("no panic")
}

fn join_all<T, const N: usize>(tasks: [thread::JoinHandle<T>; N]) -> [T; N] {
    tasks.map(join)
}

/// Goes on when as many tasks wait without an end.
fn until_asleep(tasks: usize) {
    while prim::asleep() < tasks {
        thread::yield_now();
    }
}
