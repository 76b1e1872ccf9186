//! roc#7218: the coordinator panics inside a thread scope, and the workers keep listening.
//!
//! A scope waits for its threads, a panic or not. The workers go on until their queues close; the ends that would close them are in an
//! arena, and what is in an arena is not dropped.
//!
//! It was mended by owning these ends outside of the arena, so that unwinding drops them.

use crate::case::{Case, Form};
use std::mem::ManuallyDrop;
use std::panic::{catch_unwind, resume_unwind};
use unhang::channel::unbounded;
use unhang::{Cx, thread};

pub const CASE: Case = Case {
    name: "roc_7218",
    origin: "roc-lang/roc#7218",
    class: "a panic in a scope, and ends that are never dropped",
    forms: &[Form::hangs("found", found), Form::right("fixed", fixed)],
};

fn found(_: &mut Cx) {
    let panic = catch_unwind(|| {
        thread::scope(|scope| {
            let (wake, listener) = unbounded::<u32>();
            let _in_the_arena = ManuallyDrop::new(wake);
            scope.spawn(move || listener.iter().count());
            resume_unwind(Box::new("a bug in the compiler"))
        })
    });
    assert!(panic.is_err());
}

fn fixed(_: &mut Cx) {
    let panic = catch_unwind(|| {
        thread::scope(|scope| {
            let (_wake, listener) = unbounded::<u32>();
            scope.spawn(move || listener.iter().count());
            resume_unwind(Box::new("a bug in the compiler"))
        })
    });
    assert!(panic.is_err());
}
