//! lazy-static#95: a lazy static's initialiser reads the static.
//!
//! It calls functions, and one of these uses the static. The one initialisation waits for itself. (std's own once panics or hangs there, as
//! it likes.)
//!
//! The way out is to pass on what was made so far.

use crate::case::{Case, Form};
use unhang::{Cx, OnceLock};

pub const CASE: Case = Case {
    name: "lazy_static_95",
    origin: "rust-lang-nursery/lazy-static.rs#95",
    class: "an initialiser that waits for itself",
    forms: &[Form::hangs("found", found), Form::refused("typed", "ui/rust_issues/lazy_static_95.rs"), Form::right("fixed", fixed)],
};

#[derive(Default)]
struct Tables {
    squares: OnceLock<Vec<u32>>,
}

impl Tables {
    fn squares(&self) -> &[u32] {
        self.squares.get_or_init(|| (0..4).map(|number| self.square(number)).collect())
    }

    /// By the one before, which is in the table.
    fn square(&self, number: u32) -> u32 {
        number.checked_sub(1).map_or(0, |before| self.squares()[before as usize] + 2 * before + 1)
    }
}

fn found(_: &mut Cx) {
    Tables::default().squares();
}

fn fixed(_: &mut Cx) {
    let tables = Tables::default();
    let next = |square: &mut u32, number: u32| {
        *square += (2 * number).saturating_sub(1);
        Some(*square)
    };
    let squares = tables.squares.get_or_init(|| (0..4).scan(0, next).collect());
    assert_eq!(*squares, [0, 1, 4, 9]);
}
