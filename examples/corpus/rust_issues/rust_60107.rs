//! rust-lang/rust#60107: whether it hangs depends on where `unwrap` stands.
//!
//! A block locks and returns a copy, and the body of the `if let` around it locks again. With `let guard = lock().unwrap();` in the block
//! the guard has a name, and ends there. With `let locked = lock();` and `locked.unwrap().clone()` at the end, the guard is what `unwrap`
//! returns: a temporary of the block's last expression, which up to edition 2021 outlives the block.
//!
//! Our locks are never poisoned; here the result is that of `lock_within`, which a deadline could end.

use crate::case::{Case, Form};
use unhang::{Cx, Mutex};
use unhang_test_edition_2021::rust_60107::found;

pub const CASE: Case = Case {
    name: "rust_60107",
    origin: "rust-lang/rust#60107",
    class: "double lock, through a temporary",
    forms: &[
        Form::hangs("found", found).with_note("in edition 2021"),
        Form::right("edition_2024", edition_2024).with_note("the same program: the temporary ends with its block"),
        Form::right("fixed", fixed),
    ],
};

fn edition_2024(_: &mut Cx) {
    let session = Mutex::new(Some(String::from("open")));
    if let Some(state) = {
        let locked = session.lock_within();
        locked.unwrap().clone()
    } {
        assert_eq!(session.lock().take(), Some(state));
    }
}

fn fixed(_: &mut Cx) {
    let session = Mutex::new(Some(String::from("open")));
    if let Some(state) = {
        let locked = session.lock_within().unwrap();
        locked.clone()
    } {
        assert_eq!(session.lock().take(), Some(state));
    }
}
