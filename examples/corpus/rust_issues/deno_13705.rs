//! deno#13705: `terminate()` does not return while the worker waits for a file lock.
//!
//! A worker is stopped at its next step, and a wait for a file lock is one step. The main thread holds that lock and waits until the worker
//! has stopped. (That it joins the worker is implied by the thread, and our reading; the file lock is a mutex here.)
//!
//! Here it is mended by not waiting: a worker that was told to stop is let go.

use crate::case::{Case, Form};
use std::sync::Arc;
use unhang::channel::{Receiver, Sender, bounded};
use unhang::{Cx, Mutex, thread};

pub const CASE: Case = Case {
    name: "deno_13705",
    origin: "denoland/deno#13705",
    class: "join under a lock",
    forms: &[Form::hangs("found", found), Form::right("fixed", fixed)],
};

struct Worker {
    stop: Sender<()>,
    thread: thread::JoinHandle<()>,
}

impl Worker {
    fn new(file: Arc<Mutex<u32>>) -> Worker {
        let (stop, stops): (_, Receiver<()>) = bounded(0);
        let thread = thread::spawn(move || {
            while stops.recv().is_ok() {}
            *file.lock() += 1;
        });
        Worker { stop, thread }
    }

    fn terminate(self) {
        drop(self.stop);
        self.thread.join().unwrap();
    }

    fn terminate_without_waiting(self) {
        drop(self.stop);
    }
}

fn found(_: &mut Cx) {
    let file = Arc::new(Mutex::new(0));
    let worker = Worker::new(file.clone());
    let _locked = file.lock();
    worker.terminate();
}

fn fixed(_: &mut Cx) {
    let file = Arc::new(Mutex::new(0));
    let worker = Worker::new(file.clone());
    let _locked = file.lock();
    worker.terminate_without_waiting();
}
