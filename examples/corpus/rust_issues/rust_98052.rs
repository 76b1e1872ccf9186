//! rust-lang/rust#98052: the guard in a block's last expression lives as long as the `if let` around it.
//!
//! The braces look as if they ended the guard. Up to edition 2021 a temporary of a block's last expression belongs to the statement around
//! it, which is the whole `if let`, and its body takes the lock again.
//!
//! The way around it was a name for the result. Edition 2024 ends such temporaries with their block.

use crate::case::{Case, Form};
use unhang::{Cx, Mutex};
use unhang_test_edition_2021::rust_98052::found;

pub const CASE: Case = Case {
    name: "rust_98052",
    origin: "rust-lang/rust#98052",
    class: "double lock, through a temporary",
    forms: &[
        Form::hangs("found", found).with_note("in edition 2021"),
        Form::right("edition_2024", edition_2024).with_note("the same program: the temporary ends with its block"),
        Form::hangs("without_the_block", without_the_block).with_note("without the block it hangs in every edition"),
        Form::right("fixed", fixed),
    ],
};

fn edition_2024(_: &mut Cx) {
    let jobs = Mutex::new(vec![1]);
    if let Some(job) = { jobs.lock().pop() } {
        jobs.lock().push(job + 1);
    }
    assert_eq!(*jobs.lock(), [2]);
}

fn without_the_block(_: &mut Cx) {
    let jobs = Mutex::new(vec![1]);
    if let Some(job) = jobs.lock().pop() {
        jobs.lock().push(job + 1);
    }
}

fn fixed(_: &mut Cx) {
    let jobs = Mutex::new(vec![1]);
    let job = jobs.lock().pop();
    if let Some(job) = job {
        jobs.lock().push(job + 1);
    }
    assert_eq!(*jobs.lock(), [2]);
}
