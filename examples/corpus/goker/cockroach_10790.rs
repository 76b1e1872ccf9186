//! cockroach#10790: what is cleaned up after a cancellation never comes.
//!
//! A replica waits for each of the commands before its own. When it is cancelled on the way, it starts a task that takes one message from
//! each of their channels. But who would send them looks for the same cancellation, and has stopped.
//!
//! It was mended so that the task looks for the end of the program too.

use crate::case::{Case, Form};
use std::sync::Arc;
use unhang::channel::{Receiver, Sender, bounded, select};
use unhang::{Cx, spawn_with, thread};

pub const CASE: Case = Case {
    name: "cockroach_10790",
    origin: "cockroach#10790",
    class: "leak, a message that is never sent",
    forms: &[
        Form::can_hang("found", found),
        Form::right("typed", typed).with_note("the senders belong to who sends, and go with it"),
        Form::right("ported", ported).with_note("who sends owns the senders"),
        Form::right("fixed", fixed),
    ],
};

struct Replica {
    commands: [(Sender<()>, Receiver<()>); 2],
}

impl Replica {
    fn finish_commands(&self, cancelled: &Receiver<()>) {
        for (done, _) in &self.commands {
            select! {
                send(done, ()) -> sent => sent.expect("the replica lives"),
                recv(cancelled) -> _ => return,
            }
        }
    }

    fn begin_command(self: &Arc<Self>, cancelled: &Receiver<()>, drain: impl FnOnce(&Replica) + Send + 'static) {
        for (_, command) in &self.commands {
            select! {
                recv(command) -> _ => {}
                recv(cancelled) -> _ => {
                    let replica = self.clone();
                    thread::spawn(move || drain(&replica));
                    return;
                }
            }
        }
    }
}

fn begin_and_cancel(drain: impl FnOnce(&Replica) + Send + 'static) {
    let replica = Arc::new(Replica { commands: [bounded(0), bounded(0)] });
    let (cancel, cancelled) = bounded(0);
    let (sends, is_cancelled) = (replica.clone(), cancelled.clone());
    thread::spawn(move || sends.finish_commands(&is_cancelled));
    thread::spawn(move || drop(cancel));
    replica.begin_command(&cancelled, drain);
}

fn found(_: &mut Cx) {
    begin_and_cancel(|replica| replica.commands.iter().for_each(|(_, command)| _ = command.recv()));
}

fn fixed(_: &mut Cx) {
    let (shutdown, is_down) = bounded::<()>(0);
    begin_and_cancel(move |replica| {
        for (_, command) in &replica.commands {
            select! {
                recv(command) -> _ => {}
                recv(is_down) -> _ => return,
            }
        }
    });
    drop(shutdown);
}

fn ported(_: &mut Cx) {
    let ((done, command), (cancel, cancelled)) = (bounded(0), bounded::<()>(0));
    let is_cancelled = cancelled.clone();
    thread::spawn(move || {
        select! {
            send(done, ()) -> sent => sent.is_ok(),
            recv(is_cancelled) -> _ => false,
        }
    });
    thread::spawn(move || drop(cancel));
    select! {
        recv(command) -> _ => {}
        recv(cancelled) -> _ => _ = command.recv(),
    }
}

#[unhang::levels]
mod order {
    #[channel]
    pub struct Commands;
    #[channel]
    pub struct Cancel;
}
use order::*;

#[unhang::role(owes(Commands))]
fn finish(cx: &mut Cx, done: unhang::Sender<(), Commands>, cancelled: unhang::Receiver<(), Cancel>) {
    let goes_on = cancelled.try_recv().is_err_and(|error| error.is_empty());
    _ = goes_on && done.send(cx, ()).is_ok();
}

fn typed(cx: &mut Cx) {
    let (done, command, cx) = cx.unbounded::<(), Commands>();
    let (cancel, cancelled, cx) = cx.unbounded::<(), Cancel>();
    let (_, cx) = spawn_with(cx, (done, &cancelled), |cx, (done, cancelled)| finish(cx, done, cancelled));
    let (_, cx) = spawn_with(cx, (cancel,), |_, (cancel,)| drop(cancel));
    unhang::select!(cx,
        recv(command) -> _ => return,
        recv(cancelled) -> _ => {},
        interrupted(_) => return,
    );
    _ = command.recv(cx);
}
