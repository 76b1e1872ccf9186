//! tikv#4686: the logging thread panics, and the panic's hook waits for the logging thread.
//!
//! The hook flushes the log before the process ends: it tells the logging thread to finish and joins it. When it is the logging thread that
//! panics, it joins itself.
//!
//! Here it is mended by a look at who panics. The hook is a function that the thread calls.

use crate::case::{Case, Form};
use std::sync::Arc;
use unhang::channel::bounded;
use unhang::{Cx, Mutex, thread};

pub const CASE: Case = Case {
    name: "tikv_4686",
    origin: "tikv/tikv#4686",
    class: "join of oneself",
    forms: &[Form::hangs("found", found), Form::right("fixed", fixed)],
};

#[derive(Default)]
struct Logger {
    thread: Mutex<Option<thread::JoinHandle<()>>>,
}

impl Logger {
    fn panic_hook(&self) {
        let thread = self.thread.lock().take();
        if let Some(thread) = thread {
            thread.join().unwrap();
        }
    }

    fn panic_hook_of_another(&self) {
        let is_own = |thread: &mut thread::JoinHandle<()>| thread.thread().id() == std::thread::current().id();
        let thread = self.thread.lock().take_if(|thread| !is_own(thread));
        if let Some(thread) = thread {
            thread.join().unwrap();
        }
    }
}

/// The logging thread finds that the disk is full.
fn panic_in_the_logger(hook: fn(&Logger)) {
    let logger = Arc::new(Logger::default());
    let (log, lines) = bounded(1);
    let panicking = logger.clone();
    let logging = thread::spawn(move || {
        _ = lines.recv();
        hook(&panicking);
    });
    *logger.thread.lock() = Some(logging);
    log.send("full").unwrap();
}

fn found(_: &mut Cx) {
    panic_in_the_logger(Logger::panic_hook);
}

fn fixed(_: &mut Cx) {
    panic_in_the_logger(Logger::panic_hook_of_another);
}
