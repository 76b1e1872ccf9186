//! Programs that other crates accept and that then hang, in every form that the interface allows. Each says which number it has.

use crate::case::Case;

mod caught_panic;
mod context_exchanged;
mod cyclic_declaration;
mod forgotten_guard;
mod guard_carried_away;
mod helper_returns_both;
mod join_under_a_lock;
mod kept_sender;
mod level_after_itself;
mod one_lock_under_two_levels;
mod re_entry;
mod second_root;
mod temporary;
mod transfer;
mod two_levels_together;
mod wait_under_a_lock;

pub const CASES: &[Case] = &[
    second_root::CASE,
    one_lock_under_two_levels::CASE,
    cyclic_declaration::CASE,
    level_after_itself::CASE,
    guard_carried_away::CASE,
    helper_returns_both::CASE,
    two_levels_together::CASE,
    transfer::CASE,
    join_under_a_lock::CASE,
    wait_under_a_lock::CASE,
    forgotten_guard::CASE,
    kept_sender::CASE,
    re_entry::CASE,
    temporary::CASE,
    context_exchanged::CASE,
    caught_panic::CASE,
];
