//! 1: a second context on one thread, while the first one holds something: what is held would not count in the second.
//!
//! A thread that its parent waits for is a thread of its own, and may have a root; what the parent holds counts there all the same.

use crate::case::{Case, Form};
use std::panic::resume_unwind;
use unhang::{Cx, Mutex, root, scope, spawn, thread};

pub const CASE: Case = Case {
    name: "second_root",
    origin: "holes#1",
    class: "two roots on one thread",
    forms: &[
        Form::panics("in_one_function", in_one_function),
        Form::panics("through_a_callback", through_a_callback),
        Form::panics("in_a_task", in_a_task),
        Form::panics("in_a_task_of_a_scope", in_a_task_of_a_scope),
        Form::refused("context_out_of_the_first", "ui/context/returned_from_root.rs"),
        Form::hangs("on_a_thread_that_is_joined", on_a_thread_that_is_joined),
        Form::hangs("on_a_thread_of_a_scope", on_a_thread_of_a_scope),
        Form::right("on_threads_of_their_own", on_threads_of_their_own),
    ],
};

#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
}
use order::*;

static ACCOUNTS: Mutex<i64, Accounts> = Mutex::new(0);
static JOURNAL: Mutex<i64, Journal> = Mutex::new(0);

fn in_one_function(cx: &mut Cx) {
    let _journal = JOURNAL.lock(cx);
    root(|cx| *ACCOUNTS.lock(cx) += 1);
}

fn through_a_callback(cx: &mut Cx) {
    under_the_journal(cx, || root(|cx| *ACCOUNTS.lock(cx) += 1));
}

fn under_the_journal(cx: &mut Cx, callback: impl FnOnce()) {
    let _journal = JOURNAL.lock(cx);
    callback();
}

fn in_a_task(cx: &mut Cx) {
    let task = spawn(in_one_function);
    task.join(cx).unwrap_or_else(|panic| resume_unwind(panic));
}

fn in_a_task_of_a_scope(cx: &mut Cx) {
    let joined = scope(cx, |scope, cx| scope.spawn(|_| root(|_| ())).join(cx));
    joined.unwrap_or_else(|panic| resume_unwind(panic));
}

fn on_a_thread_that_is_joined(cx: &mut Cx) {
    let _accounts = ACCOUNTS.lock(cx);
    _ = thread::spawn(|| root(|cx| *ACCOUNTS.lock(cx) += 1)).join();
}

fn on_a_thread_of_a_scope(cx: &mut Cx) {
    let _accounts = ACCOUNTS.lock(cx);
    thread::scope(|scope| _ = scope.spawn(|| root(|cx| *ACCOUNTS.lock(cx) += 1)).join());
}

fn on_threads_of_their_own(_: &mut Cx) {
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                root(|cx| *ACCOUNTS.lock(cx) += 1);
                root(|cx| *ACCOUNTS.lock(cx) -= 1);
            });
        }
    });
}
