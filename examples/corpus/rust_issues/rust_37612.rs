//! rust-lang/rust#37612: a `match` on a guard, at the end of a block, keeps the guard past the block.
//!
//! A value is looked up in a `match` on `read()`, in a block of its own, and computed in an `unwrap_or_else` behind that block. The guard
//! is a temporary of the block's last expression. Up to edition 2021 such a temporary lives until the whole statement ends, so the closure
//! waits for the write lock while its own task reads.
//!
//! The reporter bound the guard to a name. Edition 2024 ends such temporaries with their block.

use crate::case::{Case, Form};
use unhang::{Cx, RwLock};
use unhang_test_edition_2021::rust_37612::found;

pub const CASE: Case = Case {
    name: "rust_37612",
    origin: "rust-lang/rust#37612",
    class: "double lock, through a temporary",
    forms: &[
        Form::hangs("found", found).with_note("in edition 2021"),
        Form::right("edition_2024", edition_2024).with_note("the same program: the temporary ends with its block"),
        Form::refused("typed", "ui/rust_issues/rust_37612.rs")
            .with_note("a `match` without the block, which keeps its guard in every edition"),
        Form::right("fixed", fixed),
    ],
};

fn edition_2024(_: &mut Cx) {
    let fibs = RwLock::new(vec![0, 1]);
    let next = {
        match fibs.read() {
            known if known.len() > 2 => Some(known[2]),
            _ => None,
        }
    }
    .unwrap_or_else(|| compute(&fibs));
    assert_eq!(next, 1);
}

fn fixed(_: &mut Cx) {
    let fibs = RwLock::new(vec![0, 1]);
    let known = {
        let known = fibs.read();
        known.get(2).copied()
    };
    assert_eq!(known.unwrap_or_else(|| compute(&fibs)), 1);
}

fn compute(fibs: &RwLock<Vec<u64>>) -> u64 {
    let mut known = fibs.write();
    let next = known[0] + known[1];
    known.push(next);
    next
}
