//! tokio#2082 (#2046): a scheduler drops its tasks under its lock, and one of them wakes another.
//!
//! At shutdown the scheduler drops what is left in its queue, and holds the queue's lock meanwhile. A task owns a sender, say; dropping
//! that wakes the receiver's task, which is put into the queue.
//!
//! Here it is mended by taking the tasks out, and dropping them without the lock.

use crate::case::{Case, Form};
use std::sync::{Arc, Weak};
use unhang::{Cx, Mutex};

pub const CASE: Case = Case {
    name: "tokio_2082",
    origin: "tokio-rs/tokio#2082",
    class: "double lock, in a task's drop",
    forms: &[Form::hangs("found", found), Form::right("fixed", fixed)],
};

#[derive(Default)]
struct Scheduler {
    queue: Mutex<Vec<Task>>,
}

/// Wakes another one when it goes.
struct Task {
    scheduler: Weak<Scheduler>,
    wakes: u32,
}

impl Drop for Task {
    fn drop(&mut self) {
        if let (Some(scheduler), Some(wakes)) = (self.scheduler.upgrade(), self.wakes.checked_sub(1)) {
            scheduler.queue.lock().push(Task { scheduler: self.scheduler.clone(), wakes });
        }
    }
}

fn with_a_task() -> Arc<Scheduler> {
    let scheduler = Arc::new(Scheduler::default());
    scheduler.queue.lock().push(Task { scheduler: Arc::downgrade(&scheduler), wakes: 1 });
    scheduler
}

fn found(_: &mut Cx) {
    with_a_task().queue.lock().clear();
}

fn fixed(_: &mut Cx) {
    let scheduler = with_a_task();
    loop {
        let tasks = std::mem::take(&mut *scheduler.queue.lock());
        if tasks.is_empty() {
            return;
        }
    }
}
