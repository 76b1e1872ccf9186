//! 2: one lock that is reached under two levels, so that it is taken again where only another seems to be held.

use crate::case::{Case, Form};
use std::sync::Arc;
use unhang::{Cx, Mutex};

pub const CASE: Case = Case {
    name: "one_lock_under_two_levels",
    origin: "holes#2",
    class: "double lock, under another name",
    forms: &[
        Form::refused("by_reference", "ui/locks/one_lock_at_two_levels.rs"),
        Form::refused("without_a_context", "ui/locks/levelled_without_cx.rs"),
        Form::refused("of_a_field", "ui/guarded/two_levels_for_a_field.rs"),
        Form::refused("of_a_field_that_is_marked_twice", "ui/guarded/field_marked_twice.rs"),
        Form::refused("as_a_lock_and_as_an_rwlock", "ui/guarded/lock_and_rwlock_of_one_level.rs"),
        Form::hangs("inside_two_locks_with_levels", inside_two_locks_with_levels),
    ],
};

#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
}
use order::*;

/// The shared lock has no level of its own; the two around it do.
fn inside_two_locks_with_levels(cx: &mut Cx) {
    let shared = Arc::new(Mutex::new(0));
    let (accounts, journal) = (Mutex::<_, Accounts>::new(shared.clone()), Mutex::<_, Journal>::new(shared));
    let (accounts, cx) = accounts.lock(cx).nest();
    let mut of_accounts = accounts.lock();
    *of_accounts += *journal.lock(cx).lock();
}
