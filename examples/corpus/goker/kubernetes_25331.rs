//! kubernetes#25331: the result of a watch is sent to a client that has gone.
//!
//! A watch that meets an error cancels its context and then sends the result, over a channel without a buffer. The client has
//! stopped the watch and receives no more. That the context is cancelled does not end the send.
//!
//! It was mended by a select between the send and the end of the context, and by cancelling afterwards.

use crate::case::{Case, Form};
use std::sync::Arc;
use unhang::channel::{Receiver, Sender, bounded, select, unbounded};
use unhang::{Cx, Mutex, spawn_with, thread};

pub const CASE: Case = Case {
    name: "kubernetes_25331",
    origin: "kubernetes#25331",
    class: "a send that nobody receives",
    forms: &[
        Form::hangs("found", found),
        Form::right("typed", typed).with_note("the client owns the receiver, which ends with it; so the send fails"),
        Form::right("ported", ported).with_note("each end belongs to its role; so the send fails"),
        Form::right("fixed", fixed),
    ],
};

struct Watch {
    results: Sender<bool>,
    received: Receiver<bool>,
    error: Receiver<String>,
    is_live: Mutex<Option<Sender<()>>>,
    cancelled: Receiver<()>,
}

impl Watch {
    /// A watch that is about to meet an error.
    fn new() -> Arc<Watch> {
        let ((results, received), (errors, error), (is_live, cancelled)) = (bounded(0), bounded(1), unbounded());
        errors.send("the stream has ended".to_owned()).expect("the watch has the other end");
        Arc::new(Watch { results, received, error, is_live: Mutex::new(Some(is_live)), cancelled })
    }

    fn cancel(&self) {
        self.is_live.lock().take();
    }

    fn stop(&self) {
        self.cancel();
    }
}

fn found(_: &mut Cx) {
    let watch = Watch::new();
    let client = watch.clone();
    thread::spawn(move || {
        let error = watch.error.recv().expect("it is sent before the watch begins");
        watch.cancel();
        _ = watch.results.send(error.is_empty());
    });
    client.stop();
}

fn fixed(_: &mut Cx) {
    let watch = Watch::new();
    let client = watch.clone();
    thread::spawn(move || {
        let error = watch.error.recv().expect("it is sent before the watch begins");
        select! {
            send(watch.results, error.is_empty()) -> _ => (),
            recv(watch.cancelled) -> _ => (),
        }
        watch.cancel();
    });
    client.stop();
    _ = client.received.try_recv();
}

fn ported(_: &mut Cx) {
    let ((results, received), (errors, error)) = (bounded(0), bounded::<String>(1));
    errors.send("the stream has ended".to_owned()).expect("the watch has the other end");
    thread::spawn(move || {
        let error = error.recv().expect("it is sent before the watch begins");
        _ = results.send(error.is_empty());
    });
    drop(received);
}

#[unhang::levels]
mod order {
    #[channel(bounded)]
    pub struct Results;
}
use order::*;

fn typed(cx: &mut Cx) {
    let (results, received, cx) = cx.bounded::<bool, Results>(0);
    let (_watch, cx) = spawn_with(cx, (results,), |cx, (results,)| drop(results.send(cx, false)));
    received.close(cx);
}
