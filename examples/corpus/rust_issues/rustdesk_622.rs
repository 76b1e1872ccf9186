//! rustdesk#622: a thread is joined under the write lock that it reads under.
//!
//! To restart the input service its state is written: the old thread is taken out and joined, and a new one started. The old thread reads
//! the state on each round, to see whether it should go on.
//!
//! Here it is mended by taking the thread's handle out first, and joining it without the lock.

use crate::case::{Case, Form};
use std::sync::Arc;
use unhang::channel::bounded;
use unhang::{Cx, RwLock, thread};

pub const CASE: Case = Case {
    name: "rustdesk_622",
    origin: "rustdesk/rustdesk#622",
    class: "join under a lock",
    forms: &[Form::hangs("found", found), Form::refused("typed", "ui/rust_issues/rustdesk_622.rs"), Form::right("fixed", fixed)],
};

#[derive(Default)]
struct Service {
    stops: bool,
    thread: Option<thread::JoinHandle<()>>,
}

/// Whose thread reads the service after it has heard from the other one.
fn started() -> (Arc<RwLock<Service>>, impl FnOnce()) {
    let service = Arc::new(RwLock::new(Service::default()));
    let (wake, woken) = bounded(0);
    let read = service.clone();
    let thread = thread::spawn(move || {
        while woken.recv().is_ok() && !read.read().stops {
            thread::yield_now();
        }
    });
    service.write().thread = Some(thread);
    (service, move || wake.send(()).unwrap())
}

fn found(_: &mut Cx) {
    let (service, wake) = started();
    let mut service = service.write();
    service.stops = true;
    wake();
    service.thread.take().unwrap().join().unwrap();
}

fn fixed(_: &mut Cx) {
    let (service, wake) = started();
    let mut locked = service.write();
    locked.stops = true;
    let thread = locked.thread.take().unwrap();
    drop(locked);
    wake();
    thread.join().unwrap();
}
