//! 5: a guard is carried out of the scope or closure in which its context lived, and the same lock is taken again.
//!
//! Guards of locks without a level go where Rust lets them go.

use crate::case::{Case, Form};
use unhang::{Cx, Mutex, RwLock, thread};

pub const CASE: Case = Case {
    name: "guard_carried_away",
    origin: "holes#5",
    class: "double lock, by a guard from elsewhere",
    forms: &[
        Form::refused("typed_out_of_root", "ui/guards/carried_out_of_root.rs"),
        Form::refused("typed_returned_from_root", "ui/guards/returned_from_root.rs"),
        Form::refused("typed_out_of_a_scope", "ui/guards/carried_out_of_a_scope.rs"),
        Form::refused("typed_in_a_closure", "ui/guards/in_a_closure.rs"),
        Form::refused("typed_past_its_block", "ui/guards/kept_past_its_block.rs"),
        Form::refused("typed_in_a_list", "ui/guards/kept_in_a_vec.rs"),
        Form::refused("typed_as_a_part", "ui/guards/mapped_and_kept.rs"),
        Form::refused("typed_out_of_a_task", "ui/guards/returned_by_a_task.rs"),
        Form::refused("typed_to_a_task", "ui/guards/sent_to_a_task.rs"),
        Form::refused("typed_past_a_time_limit", "ui/limits/guard_kept_past_its_end.rs"),
        Form::hangs("out_of_a_closure", out_of_a_closure),
        Form::hangs("out_of_a_scope", out_of_a_scope),
        Form::hangs("past_its_block", past_its_block),
        Form::hangs("as_a_part", as_a_part),
        Form::right("dropped_inside", dropped_inside),
    ],
};

fn out_of_a_closure(_: &mut Cx) {
    let lock = Mutex::new(0);
    let mut kept = None;
    (0..1).for_each(|_| kept = Some(lock.lock()));
    *lock.lock() += 1;
    drop(kept);
}

fn out_of_a_scope(_: &mut Cx) {
    let lock = Mutex::new(0);
    let _kept = thread::scope(|_| lock.lock());
    *lock.lock() += 1;
}

fn past_its_block(_: &mut Cx) {
    let lock = RwLock::new(0);
    let kept = {
        let reader = lock.read();
        assert_eq!(*reader, 0);
        reader
    };
    *lock.write() += *kept;
}

fn as_a_part(_: &mut Cx) {
    let lock = Mutex::new((0, 0));
    let kept = unhang::MutexGuard::map(lock.lock(), |both| &mut both.0);
    lock.lock().1 += *kept;
}

fn dropped_inside(_: &mut Cx) {
    let lock = Mutex::new(0);
    let mut seen = None;
    (0..1).for_each(|_| seen = Some(*lock.lock()));
    *lock.lock() += seen.unwrap_or_default();
}
