//! moby#27782: who follows a log waits for the event loop, which waits for it to take an event.
//!
//! To stop watching a file is to ask the kernel for it and to wait, with a condition variable, until the event loop has seen the
//! confirmation. The loop passes events on over a channel without a buffer, and the one who receives them is the one who waits: an
//! event that comes before the confirmation stops both.
//!
//! It was mended by a removal that does not wait for the event loop.

use crate::case::{Case, Form};
use std::sync::Arc;
use unhang::channel::{Receiver, Sender, bounded, select, unbounded};
use unhang::{Condvar, Cx, Mutex, spawn_with, thread};

pub const CASE: Case = Case {
    name: "moby_27782",
    origin: "moby#27782",
    class: "circle of a channel and a condition variable",
    forms: &[
        Form::can_hang("found", found),
        Form::can_hang("typed", typed).with_note("nobody owes the notification of a condition variable"),
        Form::refused("typed, with a oneshot for the confirmation", "ui/goker/moby_27782.rs"),
        Form::right("fixed", fixed),
    ],
};

enum Kernel {
    Modified,
    Ignored,
}

struct Watcher {
    kernel: (Sender<Kernel>, Receiver<Kernel>),
    events: (Sender<()>, Receiver<()>),
    is_watched: Mutex<bool>,
    removed: Condvar,
    is_open: Mutex<Option<Sender<()>>>,
    closed: Receiver<()>,
}

impl Watcher {
    fn new() -> Arc<Watcher> {
        let (is_open, closed) = unbounded();
        let (is_watched, is_open) = (Mutex::new(true), Mutex::new(Some(is_open)));
        Arc::new(Watcher { kernel: unbounded(), events: bounded(0), is_watched, removed: Condvar::new(), is_open, closed })
    }

    fn read_events(&self) {
        for event in &self.kernel.1 {
            match event {
                Kernel::Modified => select! {
                    send(self.events.0, ()) -> _ => (),
                    recv(self.closed) -> _ => (),
                },
                Kernel::Ignored => break,
            }
        }
        *self.is_watched.lock() = false;
        self.removed.notify_all();
    }

    fn remove(&self) {
        _ = self.kernel.0.send(Kernel::Ignored);
    }

    fn wait_until_removed(&self) {
        self.removed.wait_while(&mut self.is_watched.lock(), |is_watched| *is_watched);
    }

    fn close(&self) {
        self.is_open.lock().take();
    }
}

/// A container writes a line and ends, while somebody follows its log.
fn follow(stop: fn(&Watcher)) {
    let watcher = Watcher::new();
    let (written, ended) = (watcher.clone(), unbounded::<()>());
    let (events, follower) = (watcher.clone(), watcher);
    thread::spawn(move || events.read_events());
    thread::spawn(move || {
        loop {
            select! {
                recv(follower.events.1) -> _ => (),
                recv(ended.1) -> _ => break,
            }
        }
        stop(&follower);
    });
    _ = written.kernel.0.send(Kernel::Modified);
    drop(ended.0);
}

fn found(_: &mut Cx) {
    follow(|watcher| {
        watcher.remove();
        watcher.wait_until_removed();
        watcher.close();
    });
}

fn fixed(_: &mut Cx) {
    follow(|watcher| {
        watcher.remove();
        watcher.close();
    });
}

#[unhang::levels]
mod order {
    #[channel(bounded)]
    pub struct Events;
    #[channel]
    #[after(Events)]
    pub struct End;
    #[after(End)]
    pub struct Watched;
    #[after(Watched)]
    pub struct Removed;
}
use order::*;

/// What comes from the kernel has no level: nobody in the program owes it.
fn typed(cx: &mut Cx) {
    let watched = Arc::new((Mutex::<_, Watched>::new(true), Condvar::<Removed>::new()));
    let (in_loop, (kernel, from_kernel)) = (watched.clone(), unbounded());
    let (events, received, cx) = cx.bounded::<(), Events>(0);
    let (end, ended, cx) = cx.unbounded::<(), End>();
    _ = kernel.send(Kernel::Modified);
    let (_loop, cx) = spawn_with(cx, (events,), move |cx, (events,)| {
        while let Ok(Kernel::Modified) = from_kernel.recv() {
            _ = events.send(cx, ());
        }
        *in_loop.0.lock(cx) = false;
        in_loop.1.notify_all();
    });
    let (_follower, cx) = spawn_with(cx, (received, ended), move |cx, (received, ended)| {
        while unhang::select!(cx, recv(received) -> event => event.is_ok(), recv(ended) -> _ => false, interrupted(_) => false) {}
        _ = kernel.send(Kernel::Ignored);
        _ = watched.1.lock_when(cx, &watched.0, |is_watched| !*is_watched);
    });
    end.close(cx);
}
