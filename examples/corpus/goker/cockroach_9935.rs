//! cockroach#9935: a logger that cannot create its file exits, and exiting takes the logger's lock.
//!
//! `output` holds the lock when creating the file fails. It calls `exit`, which locks the logger to flush it: it waits for itself.
//!
//! It was mended by unlocking before exiting.

use crate::case::{Case, Form};
use unhang::{Cx, Mutex, MutexGuard, thread};

pub const CASE: Case = Case {
    name: "cockroach_9935",
    origin: "cockroach#9935",
    class: "double lock",
    forms: &[Form::hangs("found", found), Form::refused("typed", "ui/goker/cockroach_9935.rs"), Form::right("fixed", fixed)],
};

#[derive(Default)]
struct Logger {
    buffer: Mutex<String>,
}

struct NoSpace;

impl Logger {
    fn create_file(_: &mut str) -> Result<(), NoSpace> {
        Err(NoSpace)
    }

    fn exit(&self) {
        self.buffer.lock().push_str("exit\n");
    }

    fn output(&self, entry: &str, give_up: fn(&Logger, MutexGuard<String>)) {
        let mut buffer = self.buffer.lock();
        match Logger::create_file(&mut buffer) {
            Ok(()) => buffer.push_str(entry),
            Err(NoSpace) => give_up(self, buffer),
        }
    }
}

fn found(_: &mut Cx) {
    thread::spawn(|| {
        Logger::default().output("entry\n", |logger, buffer| {
            logger.exit();
            drop(buffer);
        });
    });
}

fn fixed(_: &mut Cx) {
    thread::spawn(|| {
        Logger::default().output("entry\n", |logger, buffer| {
            drop(buffer);
            logger.exit();
        });
    });
}
