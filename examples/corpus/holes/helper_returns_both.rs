//! 6: a helper locks, and returns the guard together with the context from before it, in which nothing seems to be held.

use crate::case::{Case, Form};
use unhang::{Cx, Mutex, MutexGuard};

pub const CASE: Case = Case {
    name: "helper_returns_both",
    origin: "holes#6",
    class: "double lock, by a guard from a helper",
    forms: &[
        Form::refused("typed", "ui/guards/returned_with_the_outer_context.rs"),
        Form::refused("typed_without_a_lifetime", "ui/guards/returned_without_the_contexts_lifetime.rs"),
        Form::refused("typed_with_the_inner_context_taken_out", "ui/guards/context_taken_out_by_hand.rs"),
        Form::refused("typed_of_its_own_context", "ui/acquires/guard_returned_from_its_own_context.rs"),
        Form::refused("typed_in_a_structure", "ui/context/in_a_struct_beside_its_guard.rs"),
        Form::hangs("without_a_level", without_a_level),
        Form::right("with_the_inner_context", with_the_inner_context),
    ],
};

#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
}
use order::*;

fn without_a_level(_: &mut Cx) {
    fn enter(lock: &Mutex<i64>) -> MutexGuard<'_, i64> {
        lock.lock()
    }
    let lock = Mutex::new(0);
    let mut entered = enter(&lock);
    *entered += *lock.lock();
}

fn with_the_inner_context(cx: &mut Cx) {
    fn enter<'a>(cx: &'a mut Cx, accounts: &'a Mutex<i64, Accounts>) -> (MutexGuard<'a, i64, Accounts>, &'a mut Cx<Accounts>) {
        accounts.lock(cx).nest()
    }
    let (accounts, journal) = (Mutex::new(0), Mutex::<i64, Journal>::new(0));
    let (mut entered, cx) = enter(cx, &accounts);
    *entered += *journal.lock(cx);
}
