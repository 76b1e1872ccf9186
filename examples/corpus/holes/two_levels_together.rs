//! 7: locks of two levels are taken together, created in the opposite order, against a thread that takes one after the other.
//!
//! Whoever waits for one of a set holds none of it, so `lock_all` has no order of its own.

use crate::case::{Case, Form};
use unhang::{Cx, Mutex, lock_all, lock_all_dynamic, scope, thread};

pub const CASE: Case = Case {
    name: "two_levels_together",
    origin: "holes#7",
    class: "opposite orders",
    forms: &[
        Form::right("a_pair", a_pair),
        Form::right("a_pair_without_a_level", a_pair_without_a_level),
        Form::right("an_array_without_a_level", an_array_without_a_level),
        Form::can_hang("by_hand", by_hand),
        Form::can_hang("by_hand_in_an_array", by_hand_in_an_array),
        Form::refused("by_hand_with_levels", "ui/locks/backwards.rs"),
        Form::refused("together_under_a_later_lock", "ui/locks/all_backwards.rs"),
        Form::refused("a_third_one_between_them", "ui/locks/between_two_that_were_taken_together.rs"),
        Form::refused("one_without_a_level_among_them", "ui/locks/all_with_one_that_has_no_level.rs"),
    ],
};

#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
}
use order::*;

fn a_pair(cx: &mut Cx) {
    let (journal, accounts) = (Mutex::<i64, Journal>::new(0), Mutex::<i64, Accounts>::new(0));
    scope(cx, |scope, _| {
        scope.spawn(|cx| {
            let _both = lock_all(cx, (&journal, &accounts)).expect("two locks");
        });
        scope.spawn(|cx| {
            let (_accounts, cx) = accounts.lock(cx).nest();
            *journal.lock(cx) += 1;
        });
    });
}

fn a_pair_without_a_level(_: &mut Cx) {
    let (one, other) = (Mutex::new(0), Mutex::new(""));
    thread::scope(|scope| {
        scope.spawn(|| drop(lock_all_dynamic((&other, &one)).expect("two locks")));
        scope.spawn(|| {
            let _one = one.lock();
            *other.lock() = "taken";
        });
    });
}

fn an_array_without_a_level(_: &mut Cx) {
    let [one, other] = [Mutex::new(0), Mutex::new(0)];
    thread::scope(|scope| {
        scope.spawn(|| drop(lock_all_dynamic([&other, &one]).expect("two locks")));
        scope.spawn(|| {
            let _one = one.lock();
            *other.lock() += 1;
        });
    });
}

fn by_hand(_: &mut Cx) {
    let (one, other) = (Mutex::new(0), Mutex::new(0));
    thread::scope(|scope| {
        scope.spawn(|| drop((other.lock(), one.lock())));
        scope.spawn(|| drop((one.lock(), other.lock())));
    });
}

fn by_hand_in_an_array(_: &mut Cx) {
    let locks = [Mutex::new(0), Mutex::new(0)];
    thread::scope(|scope| {
        scope.spawn(|| drop([1, 0].map(|at: usize| locks[at].lock())));
        scope.spawn(|| drop([0, 1].map(|at: usize| locks[at].lock())));
    });
}
