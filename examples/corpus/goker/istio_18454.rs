//! istio#18454: a timer is drained that is empty already.
//!
//! A loop waits until it is quiet: each update resets its timer. Before that, it stops the timer, and if that had expired, it takes what
//! the timer has sent. If it has taken that before, when the time was over, it waits for it in vain, and who sends the updates waits too.
//!
//! It was mended by taking what is there, if it is.

use crate::case::{Case, Form};
use std::sync::Arc;
use std::time::{Duration, Instant};
use unhang::channel::{self, Receiver, Sender, bounded, select};
use unhang::{Cx, thread};

pub const CASE: Case = Case {
    name: "istio_18454",
    origin: "istio#18454",
    class: "a message that was taken before",
    forms: &[Form::can_hang("found", found), Form::refused("typed", "ui/goker/istio_18454.rs"), Form::right("fixed", fixed)],
};

struct Timer {
    at: Instant,
    fired: Receiver<Instant>,
}

impl Timer {
    fn start(wait: Duration) -> Timer {
        let at = Instant::now() + wait;
        Timer { at, fired: channel::at(at) }
    }

    /// Whether it would have fired still.
    fn stop(&self) -> bool {
        Instant::now() < self.at
    }
}

fn debounce(updates: &Receiver<()>, cancelled: &Receiver<()>, drain: fn(&Timer)) {
    let mut timer = Timer::start(Duration::ZERO);
    loop {
        select! {
            recv(timer.fired) -> _ => {} // It is quiet: what there is goes out.
            recv(updates) -> _ => {
                if !timer.stop() {
                    drain(&timer);
                }
                timer = Timer::start(Duration::ZERO);
            }
            recv(cancelled) -> _ => return,
        }
    }
}

fn update_with(drain: fn(&Timer)) {
    let updates: Arc<(Sender<()>, Receiver<()>)> = Arc::new(bounded(1));
    let (cancel, cancelled) = bounded(0);
    let updated = updates.clone();
    let debounces = thread::spawn(move || debounce(&updated.1, &cancelled, drain));
    for _ in 0..3 {
        updates.0.send(()).expect("the channel lives");
    }
    drop(cancel);
    debounces.join().expect("no panic");
    // The loop may have been cancelled before it came to the last one.
    _ = updates.1.try_recv();
}

fn found(_: &mut Cx) {
    update_with(|timer| _ = timer.fired.recv());
}

fn fixed(_: &mut Cx) {
    update_with(|timer| _ = timer.fired.try_recv());
}
