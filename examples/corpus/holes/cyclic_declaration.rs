//! 3: a declaration with a circle: in one module, in two, in two crates, and by impls of the traits by hand.
//!
//! Where no two modules contradict each other, and where somebody takes the traits' hidden items in hand, the declaration compiles. It is
//! seen when the levels meet.

use crate::case::{Case, Form};
use unhang::{Cx, Mutex, scope};

pub const CASE: Case = Case {
    name: "cyclic_declaration",
    origin: "holes#3",
    class: "an order with a circle",
    forms: &[
        Form::refused("of_two", "ui/order/cycle_of_two.rs"),
        Form::refused("below_a_root", "ui/order/cycle_below_a_root.rs"),
        Form::refused("by_both_words", "ui/order/cycle_by_both_words.rs"),
        Form::refused("of_two_modules", "ui/modules/cycle_across_two.rs"),
        Form::refused("of_two_modules_by_before", "ui/modules/cycle_across_two_by_before.rs"),
        Form::refused("of_two_modules_through_a_third_level", "ui/modules/cycle_across_two_through_a_third_level.rs"),
        Form::refused("of_two_crates", "ui/modules/cycle_through_a_library.rs"),
        Form::refused("of_own_levels_around_a_librarys", "ui/modules/cycle_through_two_own_levels.rs"),
        Form::refused("after_by_hand", "ui/order/after_by_hand.rs"),
        Form::refused("before_by_hand", "ui/order/before_by_hand.rs"),
        Form::refused("before_by_hand_with_the_hidden_item", "ui/order/before_by_hand_with_the_hidden_item.rs"),
        Form::can_hang("of_levels_without_an_order_by_hand", by_hand).with_note("the impls name a hidden item, so they are no accident"),
        Form::can_hang("of_three_modules", of_three_modules).with_note("no module sees the whole circle"),
    ],
};

mod by_hand {
    #[unhang::levels]
    pub mod order {
        pub struct Left;
        pub struct Right;
    }
    use order::*;

    impl BeforeLeft for Right {
        type DeclaredByTheLevelsAttribute = ();
    }
    impl BeforeRight for Left {
        type DeclaredByTheLevelsAttribute = ();
    }
}

fn by_hand(cx: &mut Cx) {
    use by_hand::order::{Left, Right};
    let (left, right) = (Mutex::<i64, Left>::new(0), Mutex::<i64, Right>::new(0));
    scope(cx, |scope, _| {
        scope.spawn(|cx| {
            let (_left, cx) = left.lock(cx).nest();
            *right.lock(cx) += 1;
        });
        scope.spawn(|cx| {
            let (_right, cx) = right.lock(cx).nest();
            *left.lock(cx) += 1;
        });
    });
}

mod three {
    #[unhang::levels]
    pub mod base {
        pub struct Early;
        pub struct Late;
    }
    #[unhang::levels]
    pub mod down {
        #[after(super::base::Early)]
        #[before(super::base::Late)]
        pub struct Down;
    }
    #[unhang::levels]
    pub mod up {
        #[after(super::base::Late)]
        #[before(super::base::Early)]
        pub struct Up;
    }
}

/// Down goes before Late, that before Up, and that before Early, which goes before Down.
fn of_three_modules(cx: &mut Cx) {
    use three::{base, down, up};
    let (early, late) = (Mutex::<i64, base::Early>::new(0), Mutex::<i64, base::Late>::new(0));
    let (down, up) = (Mutex::<i64, down::Down>::new(0), Mutex::<i64, up::Up>::new(0));
    scope(cx, |scope, _| {
        scope.spawn(|cx| {
            let (_early, cx) = early.lock(cx).nest();
            let (_down, cx) = down.lock(cx).nest();
            *late.lock(cx) += 1;
        });
        scope.spawn(|cx| {
            let (_late, cx) = late.lock(cx).nest();
            let (_up, cx) = up.lock(cx).nest();
            *early.lock(cx) += 1;
        });
    });
}
