//! cockroach#1055: to stop is to wait for workers, under the lock that they take to start a task.
//!
//! The stopper's lock is held while it waits for the tasks that are running and then for the workers, with a wait group each. A worker
//! that was told that nobody stops takes the lock to count its task, and the worker is never done. Or a task was never counted off.
//! The main task waits for whoever stops.
//!
//! It was mended by a counter with a condition variable, whose wait gives up the lock, and by waiting for the tasks of all stoppers first.

use crate::case::{Case, Form};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use unhang::channel::{Receiver, Sender, unbounded};
use unhang::{Condvar, Cx, Mutex, Token, WaitGroup, thread};

pub const CASE: Case = Case {
    name: "cockroach_1055",
    origin: "cockroach#1055",
    class: "wait for a group under a lock",
    forms: &[
        Form::can_hang("found", found),
        Form::hangs("found, a task is not counted off", never_done).with_note("a forgotten token: with a guard the task is counted off"),
        Form::refused("typed", "ui/goker/cockroach_1055.rs"),
        Form::right("fixed", fixed),
    ],
};

struct Stopper {
    is_draining: AtomicBool,
    /// Until it is stopped.
    running: Mutex<Option<Sender<()>>>,
    stopped: Receiver<()>,
    tasks: WaitGroup,
    workers: WaitGroup,
}

impl Stopper {
    fn new() -> Arc<Stopper> {
        let (running, stopped) = unbounded();
        let (tasks, workers) = (WaitGroup::new(), WaitGroup::new());
        Arc::new(Stopper { is_draining: AtomicBool::new(false), running: Mutex::new(Some(running)), stopped, tasks, workers })
    }

    fn start_task(&self) -> Option<Token<'static>> {
        (!self.is_draining.load(Ordering::SeqCst)).then(|| {
            let _running = self.running.lock();
            self.tasks.token()
        })
    }

    fn stop(&self) {
        let mut running = self.running.lock();
        self.is_draining.store(true, Ordering::SeqCst);
        self.tasks.wait();
        *running = None;
        self.workers.wait();
    }
}

fn run(work: fn(&Stopper)) {
    let stoppers = [Stopper::new(), Stopper::new(), Stopper::new()];
    for stopper in stoppers.clone() {
        let worker = stopper.workers.token();
        thread::spawn(move || {
            work(&stopper);
            _ = stopper.stopped.recv();
            drop(worker);
        });
    }
    thread::spawn(move || stoppers.iter().for_each(|stopper| stopper.stop())).join().expect("it does not panic");
}

fn found(_: &mut Cx) {
    run(|stopper| drop(stopper.start_task()));
}

fn never_done(_: &mut Cx) {
    let stopper = Stopper::new();
    std::mem::forget(stopper.start_task());
    thread::spawn(move || stopper.stop()).join().expect("it does not panic");
}

#[derive(Default)]
struct Tasks {
    running: u32,
    is_draining: bool,
}

#[derive(Default)]
struct Fixed {
    tasks: Mutex<Tasks>,
    none_left: Condvar,
}

impl Fixed {
    fn run_task(&self) {
        let mut tasks = self.tasks.lock();
        if tasks.is_draining {
            return;
        }
        tasks.running += 1;
        drop(tasks);
        // its work
        self.tasks.lock().running -= 1;
        self.none_left.notify_all();
    }

    fn quiesce(&self) {
        let mut tasks = self.tasks.lock();
        tasks.is_draining = true;
        self.none_left.wait_while(&mut tasks, |tasks| tasks.running > 0);
    }
}

fn fixed(_: &mut Cx) {
    let stoppers = Arc::new([Fixed::default(), Fixed::default(), Fixed::default()]);
    let (running, stopped) = unbounded::<()>();
    let workers = WaitGroup::new();
    for number in 0..stoppers.len() {
        let (stoppers, stopped, worker) = (stoppers.clone(), stopped.clone(), workers.token());
        thread::spawn(move || {
            stoppers[number].run_task();
            _ = stopped.recv();
            drop(worker);
        });
    }
    let stop = move || {
        stoppers.iter().for_each(Fixed::quiesce);
        drop(running);
        workers.wait();
    };
    thread::spawn(stop).join().expect("it does not panic");
}
