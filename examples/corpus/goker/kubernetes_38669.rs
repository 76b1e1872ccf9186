//! kubernetes#38669: a watcher is stopped before its client has read anything.
//!
//! A watcher first replays the events that there were, on a channel without a buffer, and then passes on those that come. A client that
//! stops it without reading leaves it at the first event.
//!
//! It was mended by a second channel, closed by the stop, for which the watcher looks beside each send.

use crate::case::{Case, Form};
use std::sync::Arc;
use unhang::channel::{Receiver, Sender, bounded, select};
use unhang::{Cx, Mutex, spawn_with, thread};

pub const CASE: Case = Case {
    name: "kubernetes_38669",
    origin: "kubernetes#38669",
    class: "leak, a message that nobody takes",
    forms: &[
        Form::hangs("found", found),
        Form::right("typed", typed).with_note("the receiver belongs to the client, and goes with it"),
        Form::right("ported", ported).with_note("the client owns the receiver"),
        Form::right("fixed", fixed),
    ],
};

type Event = u64;

/// Closed when it is taken.
type Open<T> = Mutex<Option<Sender<T>>>;

struct Watcher {
    input: Open<Event>,
    result: (Sender<Event>, Receiver<Event>),
    running: Open<()>,
    done: Receiver<()>,
}

impl Watcher {
    fn start(initial: Vec<Event>, send: fn(&Watcher, Event)) -> Arc<Watcher> {
        let ((input, events), (running, done)) = (bounded(1), bounded(0));
        let watcher = Watcher { input: Mutex::new(Some(input)), result: bounded(0), running: Mutex::new(Some(running)), done };
        let watcher = Arc::new(watcher);
        let runs = watcher.clone();
        thread::spawn(move || initial.into_iter().chain(events).for_each(|event| send(&runs, event)));
        watcher
    }

    fn send(&self, event: Event) {
        self.result.0.send(event).expect("the watcher lives");
    }

    fn send_unless_done(&self, event: Event) {
        select! {
            send(self.result.0, event) -> sent => sent.expect("the watcher lives"),
            recv(self.done) -> _ => {}
        }
    }

    fn stop(&self) {
        drop(self.input.lock().take());
        drop(self.running.lock().take());
    }
}

fn found(_: &mut Cx) {
    Watcher::start(vec![1, 2], Watcher::send).stop();
}

fn fixed(_: &mut Cx) {
    Watcher::start(vec![1, 2], Watcher::send_unless_done).stop();
}

fn ported(_: &mut Cx) {
    let (input, events) = bounded(1);
    let (results, result) = bounded::<Event>(0);
    thread::spawn(move || [1, 2].into_iter().chain(events).try_for_each(|event| results.send(event)));
    drop((input, result));
}

#[unhang::levels]
mod order {
    #[channel(bounded)]
    pub struct Results;
    #[after(Results)]
    #[channel(bounded)]
    pub struct Inputs;
}
use order::*;

#[unhang::role(owes(Results), drains(Inputs))]
fn watch(cx: &mut Cx, results: unhang::Sender<Event, Results>, events: unhang::Receiver<Event, Inputs>) -> Option<()> {
    for event in [1, 2] {
        results.send(cx, event).ok()?;
    }
    while let Ok(event) = events.recv(cx) {
        results.send(cx, event).ok()?;
    }
    Some(())
}

fn typed(cx: &mut Cx) {
    let (input, events, cx) = cx.bounded::<Event, Inputs>(1);
    let (results, result, cx) = cx.bounded::<Event, Results>(0);
    let (_, cx) = spawn_with(cx, (results, events), |cx, (results, events)| watch(cx, results, events));
    let cx = input.close(cx);
    result.close(cx);
}
