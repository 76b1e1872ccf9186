//! 9: a task is joined under a lock that it needs: a detached one, one of a scope, and the join at the scope's end that nobody wrote.

use crate::case::{Case, Form};
use std::sync::Arc;
use unhang::{Cx, JoinHandle, Mutex, Unheld, channel, scope, spawn, thread};

pub const CASE: Case = Case {
    name: "join_under_a_lock",
    origin: "holes#9",
    class: "a join and a lock wait for each other",
    forms: &[
        Form::hangs("detached", detached),
        Form::hangs("scoped", scoped),
        Form::hangs("at_the_scopes_end", at_the_scopes_end),
        Form::hangs("at_the_scopes_end_with_a_context", at_the_scopes_end_with_a_context),
        Form::hangs("entered_in_the_child", entered_in_the_child),
        Form::hangs("one_another", one_another).with_note("all contexts hold nothing when they join, so types see no wrong"),
        Form::refused("typed_detached", "ui/tasks/joined_under_a_lock.rs"),
        Form::refused("typed_beside_a_guard", "ui/tasks/joined_beside_a_guard.rs"),
        Form::refused("typed_scoped", "ui/tasks/child_takes_what_the_owner_holds.rs"),
        Form::refused("typed_in_a_lock_taken_in_the_scope", "ui/tasks/joined_in_a_lock_taken_in_the_scope.rs"),
        Form::refused("typed_outer_scopes_task", "ui/tasks/outer_scopes_task_joined_under_an_inner_lock.rs"),
        Form::refused("typed_scope_beside_a_guard", "ui/tasks/opened_beside_a_guard.rs"),
        Form::refused("typed_scope_that_needs_an_earlier_lock", "ui/tasks/child_takes_an_earlier_lock.rs"),
        Form::refused("typed_within_a_time", "ui/limits/joined_within_under_a_lock.rs"),
        Form::right("released_before", released_before),
    ],
};

#[unhang::levels]
mod order {
    pub struct Handles;
    #[after(Handles)]
    pub struct Accounts;
}
use order::*;

fn detached(_: &mut Cx) {
    let lock = Arc::new(Mutex::new(0));
    let theirs = lock.clone();
    let _held = lock.lock();
    _ = thread::spawn(move || *theirs.lock() += 1).join();
}

fn scoped(_: &mut Cx) {
    let lock = Mutex::new(0);
    let _held = lock.lock();
    thread::scope(|scope| _ = scope.spawn(|| *lock.lock() += 1).join());
}

fn at_the_scopes_end(_: &mut Cx) {
    let lock = Mutex::new(0);
    let _held = lock.lock();
    thread::scope(|scope| {
        scope.spawn(|| *lock.lock() += 1);
    });
}

fn at_the_scopes_end_with_a_context(cx: &mut Cx) {
    let lock = Mutex::new(0);
    let _held = lock.lock();
    scope(cx, |scope, _| {
        scope.spawn(|_| *lock.lock() += 1);
    });
}

fn entered_in_the_child(cx: &mut Cx) {
    static ACCOUNTS: Mutex<i64, Accounts> = Mutex::new(0);
    #[unhang::acquires(Accounts)]
    fn enter() {
        *ACCOUNTS.lock(cx) += 1;
    }
    let (_accounts, cx) = ACCOUNTS.lock(cx).nest();
    scope(cx, |scope, cx| _ = scope.spawn(|_| enter()).join(cx));
}

/// Each joins the one whose handle it finds in the other's slot, once both are there.
fn one_another(cx: &mut Cx) {
    type Slot = Mutex<Option<JoinHandle<(), Unheld>>, Handles>;
    let slots: Arc<[Slot; 2]> = Arc::default();
    let (starts, started): (Vec<_>, Vec<_>) = (0..2).map(|_| channel::bounded(1)).unzip();
    for (at, started) in started.into_iter().enumerate() {
        let theirs = slots.clone();
        let task = spawn(move |cx: &mut Cx| {
            started.recv().expect("both are there");
            let other = theirs[1 - at].lock(cx).take().expect("its handle");
            _ = other.join(cx);
        });
        *slots[at].lock(cx) = Some(task);
    }
    starts.iter().for_each(|start| start.send(()).expect("a task"));
}

fn released_before(_: &mut Cx) {
    let lock = Arc::new(Mutex::new(0));
    let theirs = lock.clone();
    let held = lock.lock();
    let task = thread::spawn(move || *theirs.lock() += 1);
    drop(held);
    task.join().expect("no panic");
}
