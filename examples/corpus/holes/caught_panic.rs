//! 16: a body panics while it holds something, the panic is caught, and all of it is done again on that thread.
//!
//! Guards are released as the panic goes by, and the checker has to know. What was forgotten before the panic stays held.

use crate::case::{Case, Form};
use std::mem::forget;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use unhang::{Cx, Mutex, thread};

pub const CASE: Case = Case {
    name: "caught_panic",
    origin: "holes#16",
    class: "what a panic leaves behind",
    forms: &[
        Form::right("all_again", all_again),
        Form::right("all_again_the_other_way_round", all_again_the_other_way_round),
        Form::hangs("forgotten_before", forgotten_before),
        Form::hangs("held_around_it", held_around_it),
        Form::can_hang("opposite_orders_again", opposite_orders_again),
        Form::refused("typed_context_taken_in", "ui/context/across_catch_unwind.rs"),
    ],
};

#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
}
use order::*;

/// Panics without a word: there are a thousand runs.
fn caught(body: impl FnOnce()) {
    let caught = catch_unwind(AssertUnwindSafe(|| {
        body();
        resume_unwind(Box::new("a panic"));
    }));
    assert!(caught.is_err_and(|panic| panic.is::<&str>()), "another panic");
}

fn all_again(cx: &mut Cx) {
    let (accounts, journal, scratch) = (Mutex::<i64, Accounts>::new(0), Mutex::<i64, Journal>::new(0), Mutex::new(0));
    for _ in 0..3 {
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            let (mut accounts, cx) = accounts.lock(cx).nest();
            let (_journal, _cx) = journal.lock(cx).nest();
            let _scratch = scratch.lock();
            *accounts += 1;
            resume_unwind(Box::new("a panic"));
        }));
        assert!(panicked.is_err_and(|panic| panic.is::<&str>()), "another panic");
    }
    assert_eq!(*accounts.lock(cx), 3);
}

/// What the panic released is not before anything that is taken afterwards.
fn all_again_the_other_way_round(_: &mut Cx) {
    let [one, other] = [Mutex::new(0), Mutex::new(0)];
    caught(|| *one.lock() += 1);
    caught(|| *other.lock() += 1);
    thread::scope(|scope| {
        scope.spawn(|| drop((one.lock(), other.lock())));
        scope.spawn(|| caught(|| drop((one.lock(), other.lock()))));
    });
}

fn forgotten_before(_: &mut Cx) {
    let lock = Mutex::new(0);
    caught(|| forget(lock.lock()));
    *lock.lock() += 1;
}

fn held_around_it(_: &mut Cx) {
    let [outer, inner] = [Mutex::new(0), Mutex::new(0)];
    let _held = outer.lock();
    caught(|| *inner.lock() += 1);
    *outer.lock() += 1;
}

fn opposite_orders_again(_: &mut Cx) {
    let [one, other] = [Mutex::new(0), Mutex::new(0)];
    caught(|| *one.lock() += 1);
    thread::scope(|scope| {
        scope.spawn(|| caught(|| drop((one.lock(), other.lock()))));
        scope.spawn(|| caught(|| drop((other.lock(), one.lock()))));
    });
}
