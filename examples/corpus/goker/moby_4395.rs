//! moby#4395: a result that nobody wants.
//!
//! `go` starts a function on a thread of its own, and returns a channel without a buffer, on which its result comes. A caller that does
//! not look at it leaves the thread there.
//!
//! It was mended by a buffer of one. The result is lost there; here it is taken in the end.

use crate::case::{Case, Form};
use std::sync::Arc;
use unhang::channel::{Receiver, Sender, bounded};
use unhang::{Cx, spawn_with, thread};

pub const CASE: Case = Case {
    name: "moby_4395",
    origin: "moby#4395",
    class: "leak, a message that nobody takes",
    forms: &[
        Form::hangs("found", found),
        Form::right("typed", typed).with_note("the receiver goes when it is ignored"),
        Form::right("ported", ported).with_note("the receiver goes when it is ignored"),
        Form::right("fixed", fixed),
    ],
};

type Channel<T> = Arc<(Sender<T>, Receiver<T>)>;

fn go(buffer: usize, f: fn() -> u32) -> (Channel<u32>, thread::JoinHandle<()>) {
    let channel = Arc::new(bounded(buffer));
    let result = channel.clone();
    let task = thread::spawn(move || result.0.send(f()).expect("the channel lives"));
    (channel, task)
}

fn found(_: &mut Cx) {
    _ = go(0, || 7);
}

fn fixed(_: &mut Cx) {
    let (channel, task) = go(1, || 7);
    task.join().expect("no panic");
    assert_eq!(channel.1.recv(), Ok(7));
}

fn ported(_: &mut Cx) {
    let (result, ignored) = bounded(0);
    let task = thread::spawn(move || result.send(7).is_err());
    drop(ignored);
    assert!(task.join().expect("no panic"));
}

#[unhang::levels]
mod order {
    #[channel(bounded)]
    pub struct Results;
}
use order::*;

fn typed(cx: &mut Cx) {
    let (result, ignored, cx) = cx.bounded::<u32, Results>(0);
    let (task, cx) = spawn_with(cx, (result,), |cx, (result,)| result.send(cx, 7).is_err());
    let cx = ignored.close(cx);
    assert!(task.join(cx).expect("no panic"));
}
