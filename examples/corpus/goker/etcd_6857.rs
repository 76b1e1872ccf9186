//! etcd#6857: the status is asked for when nobody answers any more.
//!
//! A node's loop answers questions for its status until it is stopped; then it says that it is done, and returns. Whoever asks sends a
//! question and waits for the answer, and does not look whether the node is done: a question that comes late is never taken.
//!
//! It was mended by looking at both.

use crate::case::{Case, Form};
use std::sync::Arc;
use unhang::channel::{Receiver, Sender, bounded, select};
use unhang::{Cx, spawn_with, thread};

pub const CASE: Case = Case {
    name: "etcd_6857",
    origin: "etcd#6857",
    class: "leak, a server that is gone",
    forms: &[
        Form::can_hang("found", found),
        Form::right("typed", typed).with_note("the receiver of questions belongs to the loop, and goes with it"),
        Form::right("ported", ported).with_note("the loop owns the receiver of questions"),
        Form::right("fixed", fixed),
    ],
};

type Status = u64;
type Question = Sender<Status>;

struct Node {
    questions: (Sender<Question>, Receiver<Question>),
    stop: (Sender<()>, Receiver<()>),
    is_done: Receiver<()>,
}

impl Node {
    fn start() -> Arc<Node> {
        let (done, is_done) = bounded(0);
        let node = Arc::new(Node { questions: bounded(0), stop: bounded(0), is_done });
        let runs = node.clone();
        thread::spawn(move || {
            answer(&runs.questions.1, &runs.stop.1);
            drop(done);
        });
        node
    }

    fn status(&self) -> Option<Status> {
        let (reply, answer) = bounded(0);
        self.questions.0.send(reply).ok()?;
        answer.recv().ok()
    }

    fn status_unless_done(&self) -> Option<Status> {
        let (reply, answer) = bounded(0);
        select! {
            send(self.questions.0, reply) -> sent => sent.ok()?,
            recv(self.is_done) -> _ => return None,
        }
        answer.recv().ok()
    }

    fn stop(&self) {
        select! {
            send(self.stop.0, ()) -> _ => {}
            recv(self.is_done) -> _ => return,
        }
        _ = self.is_done.recv();
    }
}

fn answer(questions: &Receiver<Question>, stop: &Receiver<()>) {
    loop {
        select! {
            recv(questions) -> reply => match reply {
                Ok(reply) => _ = reply.send(7),
                Err(_) => return,
            },
            recv(stop) -> _ => return,
        }
    }
}

fn ask_and_stop(ask: fn(&Node) -> Option<Status>) {
    let node = Node::start();
    let asked = node.clone();
    thread::spawn(move || ask(&asked));
    node.stop();
}

fn found(_: &mut Cx) {
    ask_and_stop(Node::status);
}

fn fixed(_: &mut Cx) {
    ask_and_stop(Node::status_unless_done);
}

fn ported(_: &mut Cx) {
    let (questions, asked) = bounded::<Question>(0);
    let (stop, stopped) = bounded(0);
    let node = thread::spawn(move || answer(&asked, &stopped));
    thread::spawn(move || {
        let (reply, answer) = bounded(0);
        questions.send(reply).is_ok() && answer.recv().is_ok()
    });
    _ = stop.send(());
    node.join().expect("no panic");
}

#[unhang::levels]
mod order {
    #[channel]
    pub struct Stop;
    #[channel(bounded, carries(Replies))]
    pub struct Questions;
    #[channel]
    #[after(Questions)]
    pub struct Replies;
}
use order::*;

type Carried = unhang::oneshot::Carried<Status, Replies, Questions>;

#[unhang::role(drains(Questions, Stop))]
fn run(cx: &mut Cx, questions: unhang::Receiver<Carried, Questions>, stop: unhang::Receiver<(), Stop>) {
    loop {
        unhang::select!(cx,
            recv(questions) -> reply => match reply {
                Ok(reply) => _ = reply.attach(cx).0.send(7),
                Err(_) => return,
            },
            recv(stop) -> _ => return,
            interrupted(_) => return,
        );
    }
}

#[unhang::role(owes(Questions))]
fn ask(cx: &mut Cx, questions: unhang::Sender<Carried, Questions>) -> Option<Status> {
    let (reply, answer, cx) = cx.oneshot();
    let (reply, cx) = reply.detach(cx);
    questions.send(cx, reply).ok()?;
    answer.recv(cx).ok()
}

fn typed(cx: &mut Cx) {
    let (questions, asked, cx) = cx.bounded::<Carried, Questions>(0);
    let (stop, stopped, cx) = cx.unbounded::<(), Stop>();
    let (node, cx) = spawn_with(cx, (asked, stopped), |cx, (asked, stopped)| run(cx, asked, stopped));
    let (_, cx) = spawn_with(cx, (questions,), |cx, (questions,)| ask(cx, questions));
    let cx = stop.close(cx);
    node.join(cx).expect("no panic");
}
