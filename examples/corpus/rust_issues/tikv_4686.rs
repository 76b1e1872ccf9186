//! tikv#4686: the logging thread panics, and the panic's hook waits for the logging thread.
//!
//! The hook flushes the log before the process ends: it tells the logging thread to finish and waits for its end. When it is the logging
//! thread that panics, it waits for itself. (Where a thread joins itself, glibc says so, and std panics. So the end is a message here.)
//!
//! Here it is mended by a look at who panics. The hook is a function that the thread calls.

use crate::case::{Case, Form};
use std::sync::Arc;
use unhang::channel::{Receiver, bounded};
use unhang::{Cx, Mutex, thread};

pub const CASE: Case = Case {
    name: "tikv_4686",
    origin: "tikv/tikv#4686",
    class: "wait for one's own end",
    forms: &[Form::hangs("found", found), Form::right("fixed", fixed)],
};

/// The logging thread, and what is disconnected when it ends.
struct Logger {
    thread: Mutex<Option<thread::ThreadId>>,
    ended: Receiver<()>,
}

impl Logger {
    fn panic_hook(&self) {
        _ = self.ended.recv();
    }

    fn panic_hook_of_another(&self) {
        let thread = *self.thread.lock();
        if thread != Some(thread::current().id()) {
            _ = self.ended.recv();
        }
    }
}

/// The logging thread finds that the disk is full.
fn panic_in_the_logger(hook: fn(&Logger)) {
    let (running, ended) = bounded(0);
    let logger = Arc::new(Logger { thread: Mutex::new(None), ended });
    let (log, lines) = bounded(1);
    let panicking = logger.clone();
    let logging = thread::spawn(move || {
        _ = lines.recv();
        hook(&panicking);
        drop(running);
    });
    *logger.thread.lock() = Some(logging.thread().id());
    log.send("full").unwrap();
}

fn found(_: &mut Cx) {
    panic_in_the_logger(Logger::panic_hook);
}

fn fixed(_: &mut Cx) {
    panic_in_the_logger(Logger::panic_hook_of_another);
}
