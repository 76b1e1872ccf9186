//! lazy-static#116: a lazy value against Python's interpreter lock.
//!
//! A thread that holds the interpreter lock initialises a lazy value. On the way the initialiser lets the interpreter lock go, as Python
//! does now and then, and takes it again. In between, another thread has got the interpreter lock and wants the value: it waits for the
//! initialiser, and the initialiser for it.
//!
//! The way out is a cell that is set once and holds nothing while the value is computed; two threads may then compute it.

use crate::case::{Case, Form};
use std::sync::Arc;
use unhang::{Cx, Mutex, MutexGuard, OnceLock, thread};

pub const CASE: Case = Case {
    name: "lazy_static_116",
    origin: "rust-lang-nursery/lazy-static.rs#116",
    class: "a running initialiser and a lock",
    forms: &[Form::can_hang("found", found), Form::right("fixed", fixed)],
};

#[derive(Default)]
struct Python {
    interpreter: Mutex<u32>,
    module: OnceLock<&'static str>,
}

/// Runs Python, which lets the lock go on the way.
fn import(interpreter: &mut MutexGuard<'_, u32>) -> &'static str {
    MutexGuard::unlocked(interpreter, thread::yield_now);
    "datetime"
}

fn in_two_threads(use_module: fn(&Python)) {
    let python = Arc::new(Python::default());
    let other = python.clone();
    let worker = thread::spawn(move || use_module(&other));
    use_module(&python);
    worker.join().unwrap();
}

fn found(_: &mut Cx) {
    in_two_threads(|python| {
        let mut interpreter = python.interpreter.lock();
        assert_eq!(python.module.get_or_init(|| import(&mut interpreter)), &"datetime");
    });
}

fn fixed(_: &mut Cx) {
    in_two_threads(|python| {
        let mut interpreter = python.interpreter.lock();
        if python.module.get().is_none() {
            _ = python.module.set(import(&mut interpreter));
        }
        assert_eq!(python.module.get(), Some(&"datetime"));
    });
}
