//! pyo3#4764 and #4771: the interpreter lock against any lock of Rust's.
//!
//! A thread with the interpreter lock waits for a mutex. Its holder calls into Python, or has let the interpreter lock go and wants it
//! back, so it waits for the first thread.
//!
//! It was mended by an extension of the mutex which lets the interpreter lock go while it waits: so the mutex is always first.

use crate::case::{Case, Form};
use std::sync::Arc;
use unhang::{Cx, Mutex, MutexGuard, thread};

pub const CASE: Case = Case {
    name: "pyo3_4764",
    origin: "PyO3/pyo3#4764",
    class: "opposite orders, of a lock and the interpreter's",
    forms: &[Form::can_hang("found", found), Form::right("fixed", fixed)],
};

#[derive(Default)]
struct Extension {
    interpreter: Mutex<u32>,
    buffer: Mutex<Vec<u32>>,
}

impl Extension {
    /// Writes the buffer, and tells Python of each line.
    fn flush(&self) {
        for line in self.buffer.lock().drain(..) {
            *self.interpreter.lock() += line;
        }
    }
}

fn beside_a_flush(called_from_python: fn(&Extension)) {
    let extension = Arc::new(Extension { buffer: Mutex::new(vec![1]), ..Extension::default() });
    let flushed = extension.clone();
    let flusher = thread::spawn(move || flushed.flush());
    called_from_python(&extension);
    flusher.join().unwrap();
}

fn found(_: &mut Cx) {
    beside_a_flush(|extension| {
        let interpreter = extension.interpreter.lock();
        extension.buffer.lock().push(*interpreter);
    });
}

fn fixed(_: &mut Cx) {
    beside_a_flush(|extension| {
        let mut interpreter = extension.interpreter.lock();
        let mut buffer = MutexGuard::unlocked(&mut interpreter, || extension.buffer.lock());
        buffer.push(*interpreter);
    });
}
