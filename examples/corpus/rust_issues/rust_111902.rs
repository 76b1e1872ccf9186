//! rust-lang/rust#111902: a thread that owns a mutex locks it.
//!
//! Nothing stands between the two calls. The report was that it hangs and does not panic; std promises no more than that the second call
//! does not return. There was nothing to mend but the program.

use crate::case::{Case, Form};
use unhang::{Cx, Mutex};

pub const CASE: Case = Case {
    name: "rust_111902",
    origin: "rust-lang/rust#111902",
    class: "double lock",
    forms: &[Form::hangs("found", found), Form::refused("typed", "ui/rust_issues/rust_111902.rs"), Form::right("fixed", fixed)],
};

fn found(_: &mut Cx) {
    let counter = Mutex::new(0);
    let mut first = counter.lock();
    *first += 1;
    let mut second = counter.lock();
    *second += 1;
}

fn fixed(_: &mut Cx) {
    let counter = Mutex::new(0);
    let mut first = counter.lock();
    *first += 1;
    drop(first);
    let mut second = counter.lock();
    *second += 1;
}
