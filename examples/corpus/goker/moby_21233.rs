//! moby#21233: who reads the progress of transfers gives up, and the transfers cannot be released.
//!
//! Each watcher of a transfer tells its progress on one channel without a buffer, and waits to be released. Their reader gives up at some
//! message. To release a watcher is to close its signal, and to wait until it has ended; but one that is still to tell its progress
//! does not look at the signal.
//!
//! It was mended so that the reader reads to the end.

use crate::case::{Case, Form};
use std::convert::Infallible;
use unhang::channel::{Receiver, Sender, bounded};
use unhang::{Cx, WaitGroup, spawn_with, thread};

pub const CASE: Case = Case {
    name: "moby_21233",
    origin: "moby#21233",
    class: "a consumer that is gone",
    forms: &[
        Form::hangs("found", found),
        Form::right("typed", typed).with_note("the receiver of progress belongs to its reader, and goes with it"),
        Form::right("ported", ported).with_note("the reader owns the receiver"),
        Form::right("fixed", fixed),
    ],
};

type Progress = u32;

struct Watcher {
    release: Sender<Infallible>,
    ended: Receiver<Infallible>,
}

impl Watcher {
    fn start(number: u32, progress: Sender<Progress>) -> Watcher {
        let ((release, released), (running, ended)) = (bounded(0), bounded(0));
        thread::spawn(move || {
            if progress.send(number).is_ok() {
                _ = released.recv();
            }
            drop(running);
        });
        Watcher { release, ended }
    }

    fn release(self) {
        drop(self.release);
        _ = self.ended.recv();
    }
}

fn transfer(progress: Sender<Progress>, reads: impl FnOnce() + Send + 'static) {
    let reader = thread::spawn(reads);
    let watchers = [1, 2, 3].map(|number| Watcher::start(number, progress.clone()));
    drop(progress);
    watchers.into_iter().for_each(Watcher::release);
    reader.join().expect("no panic");
}

/// The channel stays open when its reader is gone: in the original, whoever has it can receive.
fn found(_: &mut Cx) {
    let (progress, told) = bounded(0);
    let _kept = told.clone();
    transfer(progress, move || _ = told.recv());
}

fn ported(_: &mut Cx) {
    let (progress, told) = bounded(0);
    transfer(progress, move || _ = told.recv());
}

fn fixed(_: &mut Cx) {
    let (progress, told) = bounded(0);
    let _kept = told.clone();
    transfer(progress, move || assert_eq!(told.iter().sum::<u32>(), 6));
}

#[unhang::levels]
mod order {
    pub struct Running;
    #[channel(bounded)]
    #[after(Running)]
    pub struct Told;
    #[channel]
    #[after(Told)]
    pub struct Release;
}
use order::*;

#[unhang::role(owes(Told, Running))]
fn watch(cx: &mut Cx, progress: unhang::Sender<Progress, Told>, released: unhang::Receiver<(), Release>, _running: unhang::Token<Running>) {
    if progress.send(cx, 1).is_ok() {
        _ = released.recv(cx);
    }
}

fn typed(cx: &mut Cx) {
    let running = WaitGroup::<Running>::new();
    let (progress, told, cx) = cx.bounded::<Progress, Told>(0);
    let (release, released, cx) = cx.unbounded::<(), Release>();
    let (_, cx) = spawn_with(cx, (told,), |cx, (told,)| told.recv(cx).is_ok());
    for _ in 0..3 {
        let (token, cx) = running.token(cx);
        _ = spawn_with(cx, (&progress, &released, token), |cx, (progress, released, token)| watch(cx, progress, released, token));
    }
    let cx = progress.close(cx);
    let cx = release.close(cx);
    running.wait(cx).expect("nobody cancels");
}
