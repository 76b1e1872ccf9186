//! 15: contexts that are swapped, stored, captured by a closure that outlives the guard, or sent to another thread, so that one says less
//! than is held.

use crate::case::{Case, Form};

pub const CASE: Case = Case {
    name: "context_exchanged",
    origin: "holes#15",
    class: "a context that says less than is held",
    forms: &[
        Form::refused("swapped", "ui/context/swapped_with_the_inner.rs"),
        Form::refused("two_references_swapped", "ui/context/two_swapped_references.rs"),
        Form::refused("taken_out_of_its_reference", "ui/context/taken_out_of_its_reference.rs"),
        Form::refused("cloned", "ui/context/cloned.rs"),
        Form::refused("made_by_default", "ui/context/made_by_default.rs"),
        Form::refused("made_by_hand", "ui/context/made_by_hand.rs"),
        Form::refused("outer_beside_the_inner", "ui/context/outer_beside_the_inner.rs"),
        Form::refused("by_shared_reference", "ui/context/shared_reference.rs"),
        Form::refused("in_a_structure", "ui/context/in_a_struct_beside_its_guard.rs"),
        Form::refused("in_a_structure_beside_ends", "ui/handover/context_kept_in_a_struct.rs"),
        Form::refused("in_a_closure_that_outlives_the_guard", "ui/context/in_a_closure_that_outlives_the_guard.rs"),
        Form::refused("in_a_closure_that_outlives_the_end", "ui/handover/context_in_a_closure_that_outlives_the_end.rs"),
        Form::refused("in_two_closures", "ui/context/in_two_closures.rs"),
        Form::refused("in_two_futures", "ui/context/in_two_futures.rs"),
        Form::refused("swapped_with_that_of_ends", "ui/handover/context_swapped_with_that_of_the_ends.rs"),
        Form::refused("kept_past_root", "ui/context/kept_past_root.rs"),
        Form::refused("kept_past_a_time_limit", "ui/limits/context_kept_past_its_end.rs"),
        Form::refused("in_a_static", "ui/context/in_a_static.rs"),
        Form::refused("to_a_thread", "ui/context/moved_to_a_thread.rs"),
        Form::refused("to_a_thread_under_a_time_limit", "ui/limits/context_moved_to_a_thread.rs"),
        Form::refused("to_a_thread_of_a_scope", "ui/handover/context_to_a_thread.rs"),
        Form::refused("to_a_task", "ui/tasks/spawned_with_the_context.rs"),
        Form::refused("to_a_task_that_has_its_own", "ui/tasks/child_uses_its_parents_context.rs"),
        Form::refused("through_a_channel", "ui/context/sent_through_a_channel.rs"),
        Form::refused("in_a_future_that_is_sent", "ui/context/in_a_future_that_is_sent.rs"),
    ],
};
