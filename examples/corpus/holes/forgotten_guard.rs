//! 11: a guard that is never dropped, by `forget`, `Box::leak` or a circle of `Rc`s; then the same lock, on the same thread and on another.
//!
//! Types believe that a guard which is gone has been dropped.

use crate::case::{Case, Form};
use std::cell::RefCell;
use std::mem::forget;
use std::rc::Rc;
use std::sync::Arc;
use unhang::{Cx, Mutex, MutexGuard, RwLock, channel, thread};

pub const CASE: Case = Case {
    name: "forgotten_guard",
    origin: "holes#11",
    class: "a lock that nobody will release",
    forms: &[
        Form::hangs("with_a_level", with_a_level).with_note("types believe that it was dropped"),
        Form::hangs("boxed_and_leaked", boxed_and_leaked),
        Form::hangs("leaked_by_its_own_method", leaked_by_its_own_method),
        Form::hangs("in_a_circle_of_rcs", in_a_circle_of_rcs),
        Form::hangs("a_readers", a_readers),
        Form::hangs("by_a_thread_that_has_ended", by_a_thread_that_has_ended),
        Form::hangs("by_a_thread_that_ends_meanwhile", by_a_thread_that_ends_meanwhile),
        Form::hangs("by_a_thread_that_goes_on", by_a_thread_that_goes_on),
        Form::hangs("by_the_thread_that_waits_for_the_other", by_the_thread_that_waits_for_the_other),
        Form::refused("typed_and_used", "ui/guards/leaked_and_used.rs"),
        Form::refused("typed_in_an_rc", "ui/guards/in_an_rc.rs"),
        Form::refused("typed_and_overwritten", "ui/guards/lock_overwritten_while_it_is_held.rs"),
        Form::right("released_by_force", released_by_force),
    ],
};

#[unhang::levels]
mod order {
    pub struct Accounts;
}
use order::*;

fn with_a_level(cx: &mut Cx) {
    let accounts = Mutex::<i64, Accounts>::new(0);
    forget(accounts.lock(cx));
    *accounts.lock(cx) += 1;
}

fn boxed_and_leaked(_: &mut Cx) {
    let lock = Mutex::new(0);
    Box::leak(Box::new(lock.lock()));
    *lock.lock() += 1;
}

fn leaked_by_its_own_method(_: &mut Cx) {
    let lock = Mutex::new(0);
    *MutexGuard::leak(lock.lock()) += 1;
    *lock.lock() += 1;
}

fn in_a_circle_of_rcs(_: &mut Cx) {
    #[derive(Default)]
    struct Node<'a> {
        next: RefCell<Option<Rc<Node<'a>>>>,
        guard: RefCell<Option<MutexGuard<'a, i64>>>,
    }
    let lock = Mutex::new(0);
    {
        let node = Rc::new(Node::default());
        *node.next.borrow_mut() = Some(node.clone());
        *node.guard.borrow_mut() = Some(lock.lock());
    }
    *lock.lock() += 1;
}

fn a_readers(_: &mut Cx) {
    let lock = RwLock::new(0);
    forget(lock.read());
    *lock.write() += 1;
}

fn by_a_thread_that_has_ended(_: &mut Cx) {
    let lock = Arc::new(Mutex::new(0));
    let theirs = lock.clone();
    thread::spawn(move || forget(theirs.lock())).join().expect("no panic");
    *lock.lock() += 1;
}

fn by_a_thread_that_ends_meanwhile(_: &mut Cx) {
    let lock = Arc::new(Mutex::new(0));
    let theirs = lock.clone();
    let (sender, receiver) = channel::bounded(1);
    thread::spawn(move || {
        forget(theirs.lock());
        sender.send(()).expect("a receiver");
    });
    receiver.recv().expect("a message");
    *lock.lock() += 1;
}

/// It waits for the lock's next owner.
fn by_a_thread_that_goes_on(_: &mut Cx) {
    let lock = Arc::new(Mutex::new(0));
    let theirs = lock.clone();
    let (sender, receiver) = channel::bounded(1);
    let (done, is_done) = channel::bounded::<()>(1);
    thread::spawn(move || {
        forget(theirs.lock());
        sender.send(()).expect("a receiver");
        _ = is_done.recv();
    });
    receiver.recv().expect("a message");
    *lock.lock() += 1;
    _ = done.send(());
}

fn by_the_thread_that_waits_for_the_other(_: &mut Cx) {
    let lock = Arc::new(Mutex::new(0));
    forget(lock.lock());
    _ = thread::spawn(move || *lock.lock() += 1).join();
}

fn released_by_force(_: &mut Cx) {
    let lock = Mutex::new(0);
    forget(lock.lock());
    // SAFETY: the guard that held it was forgotten just now.
    unsafe { lock.force_unlock() };
    *lock.lock() += 1;
}
