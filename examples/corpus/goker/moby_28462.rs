//! moby#28462: a monitor is told to stop under the lock that its probe takes.
//!
//! When a container changes its state, its lock is held while "stop" is sent to the monitor of its health, over a channel without a
//! buffer. The monitor looks at that channel between two probes, and a probe takes the container's lock.
//!
//! It was mended by closing the channel in place of the send.

use crate::case::{Case, Form};
use std::sync::Arc;
use unhang::channel::{Receiver, Sender, bounded, select};
use unhang::{Cx, Mutex, thread};

pub const CASE: Case = Case {
    name: "moby_28462",
    origin: "moby#28462",
    class: "send under a lock",
    forms: &[Form::can_hang("found", found), Form::refused("typed", "ui/goker/moby_28462.rs"), Form::right("fixed", fixed)],
};

struct Container {
    state: Mutex<State>,
    stopped: Receiver<()>,
}

struct State {
    stop: Option<Sender<()>>,
    probes: u32,
}

impl Container {
    fn monitor(&self) {
        loop {
            select! {
                recv(self.stopped) -> _ => break,
                default => self.state.lock().probes += 1,
            }
            thread::yield_now();
        }
    }
}

fn run(state_changed: fn(&Container)) {
    let (stop, stopped) = bounded(0);
    let container = Arc::new(Container { state: Mutex::new(State { stop: Some(stop), probes: 0 }), stopped });
    let monitored = container.clone();
    thread::spawn(move || monitored.monitor());
    thread::spawn(move || state_changed(&container));
}

fn found(_: &mut Cx) {
    run(|container| {
        let state = container.state.lock();
        _ = state.stop.as_ref().map(|stop| stop.send(()));
    });
}

fn fixed(_: &mut Cx) {
    run(|container| container.state.lock().stop = None);
}
