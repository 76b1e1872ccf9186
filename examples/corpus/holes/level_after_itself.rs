//! 4: a level that is declared after itself, so that a lock of it may be taken while it is held.

use crate::case::{Case, Form};

pub const CASE: Case = Case {
    name: "level_after_itself",
    origin: "holes#4",
    class: "an order with a circle of one",
    forms: &[
        Form::refused("after", "ui/order/after_itself.rs"),
        Form::refused("before", "ui/order/before_itself.rs"),
        Form::refused("after_and_before_the_same", "ui/order/after_and_before_the_same.rs"),
        Form::refused("carried_by_itself", "ui/levels_of_channels/carries_itself.rs"),
        Form::refused("two_of_a_level_that_is_not", "ui/locks/two_of_one_level.rs"),
    ],
};
