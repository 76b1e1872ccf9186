//! kaspanet/rusty-kaspa#85: the guard of an `if let` is still there in its `else if`.
//!
//! An item is read from the cache. If it is not there it is read from the store, in the `else if`, and written into the cache. Up to
//! edition 2021 the read guard of the first condition lives to the end of the last branch, so an item that is not cached hangs.
//!
//! Here it is mended by a `let` before the `if let`. Edition 2024 ends the guard before the `else`.

use crate::case::{Case, Form};
use unhang::{Cx, RwLock};
use unhang_test_edition_2021::rusty_kaspa_85::found;

pub const CASE: Case = Case {
    name: "rusty_kaspa_85",
    origin: "kaspanet/rusty-kaspa#85",
    class: "double lock, through a temporary",
    forms: &[
        Form::hangs("found", found).with_note("in edition 2021"),
        Form::right("edition_2024", edition_2024).with_note("the same program: the guard ends before the `else`"),
        Form::right("fixed", fixed),
    ],
};

fn edition_2024(_: &mut Cx) {
    let (cached, stored) = (RwLock::new(None), Some(85));
    let item = if let Some(item) = *cached.read() {
        Some(item)
    } else if let Some(item) = stored {
        *cached.write() = Some(item);
        Some(item)
    } else {
        None
    };
    assert_eq!(item, Some(85));
}

fn fixed(_: &mut Cx) {
    let (cached, stored) = (RwLock::new(None), Some(85));
    let known = *cached.read();
    let item = if let Some(item) = known {
        Some(item)
    } else if let Some(item) = stored {
        *cached.write() = Some(item);
        Some(item)
    } else {
        None
    };
    assert_eq!(item, Some(85));
}
