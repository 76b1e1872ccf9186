//! 12: a sender is kept alive: in the same scope, in an `Arc` that the receiver also holds, in a circle of `Rc`s, in a static, in a message
//! nobody will receive. Then a receive, which neither a message nor the channel's end will end.

use crate::case::{Case, Form};
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::{Arc, OnceLock};
use unhang::channel::{Receiver, Sender, bounded, unbounded};
use unhang::{Cx, thread};

pub const CASE: Case = Case {
    name: "kept_sender",
    origin: "holes#12",
    class: "a receive beside the last sender",
    forms: &[
        Form::hangs("in_the_same_scope", in_the_same_scope),
        Form::hangs("in_an_arc_of_the_receivers", in_an_arc_of_the_receivers),
        Form::hangs("in_the_arc_of_a_worker", in_the_arc_of_a_worker),
        Form::hangs("in_a_circle_of_rcs", in_a_circle_of_rcs),
        Form::hangs("in_a_static", in_a_static),
        Form::hangs("in_a_message_in_ones_own_channel", in_a_message_in_ones_own_channel),
        Form::hangs("in_a_message_that_nobody_receives", in_a_message_that_nobody_receives),
        Form::hangs("forgotten", forgotten),
        Form::hangs("entered_beside_it", entered_beside_it),
        Form::refused("typed_in_the_same_scope", "ui/channels/receive_beside_the_own_sender.rs"),
        Form::refused("typed_iterated", "ui/channels/iterated_beside_the_own_sender.rs"),
        Form::refused("typed_clone", "ui/channels/clone_kept_after_the_workers.rs"),
        Form::refused("typed_in_a_structure", "ui/channels/sender_in_a_struct.rs"),
        Form::refused("typed_in_a_closure", "ui/channels/sender_in_a_closure.rs"),
        Form::refused("typed_in_a_box", "ui/channels/sender_in_a_box.rs"),
        Form::refused("typed_in_an_rc", "ui/channels/sender_in_an_rc.rs"),
        Form::refused("typed_in_an_option", "ui/channels/sender_in_an_option.rs"),
        Form::refused("typed_in_a_mutex", "ui/handover/sender_in_a_mutex.rs"),
        Form::refused("typed_in_a_thread_local", "ui/handover/sender_in_a_thread_local.rs"),
        Form::refused("typed_in_a_static", "ui/handover/receiver_in_a_static.rs"),
        Form::refused("typed_in_a_message", "ui/handover/sender_in_a_message_without_detach.rs"),
        Form::refused("typed_reply", "ui/replies/awaited_beside_its_own_sender.rs"),
        Form::refused("typed_in_the_worker", "ui/handover/worker_waits_beside_its_own_sender.rs"),
        Form::right("dropped_before", dropped_before),
    ],
};

fn in_the_same_scope(_: &mut Cx) {
    let (sender, receiver) = unbounded::<u32>();
    thread::scope(|scope| {
        let theirs = sender.clone();
        scope.spawn(move || theirs.send(1));
        receiver.iter().for_each(drop);
    });
    drop(sender);
}

struct Bus {
    sender: Sender<u32>,
    receiver: Receiver<u32>,
}

impl Bus {
    fn new() -> Arc<Bus> {
        let (sender, receiver) = unbounded();
        Arc::new(Bus { sender, receiver })
    }
}

fn in_an_arc_of_the_receivers(_: &mut Cx) {
    let bus = Bus::new();
    bus.sender.send(1).expect("a receiver");
    bus.receiver.iter().for_each(drop);
}

/// The body returns, and the worker is left.
fn in_the_arc_of_a_worker(_: &mut Cx) {
    let bus = Bus::new();
    let theirs = bus.clone();
    thread::spawn(move || theirs.receiver.iter().for_each(drop));
    bus.sender.send(1).expect("a receiver");
}

fn in_a_circle_of_rcs(_: &mut Cx) {
    #[derive(Default)]
    struct Node {
        next: RefCell<Option<Rc<Node>>>,
        sender: RefCell<Option<Sender<u32>>>,
    }
    let (sender, receiver) = unbounded();
    {
        let node = Rc::new(Node::default());
        *node.next.borrow_mut() = Some(node.clone());
        *node.sender.borrow_mut() = Some(sender);
    }
    _ = receiver.recv();
}

fn in_a_static(_: &mut Cx) {
    static SENDER: OnceLock<Sender<u32>> = OnceLock::new();
    let (sender, receiver) = unbounded();
    SENDER.get_or_init(|| sender).send(1).expect("a receiver");
    receiver.iter().for_each(drop);
}

struct Message(#[allow(dead_code)] Option<Sender<Message>>);

/// The second message has the last sender of the channel in which it would have to arrive; the first one is waited for.
fn in_a_message_in_ones_own_channel(_: &mut Cx) {
    let (outer, kept) = unbounded::<Message>();
    let (sender, receiver) = unbounded();
    outer.send(Message(Some(sender))).expect("a receiver");
    _ = receiver.recv();
    drop(kept);
}

/// The service has gone on without its queue: the question is in there, with the sender of its answer.
fn in_a_message_that_nobody_receives(_: &mut Cx) {
    struct Question(#[allow(dead_code)] Sender<u32>);
    let (questions, asked) = bounded::<Question>(1);
    let (done, is_done) = bounded::<()>(1);
    thread::spawn(move || {
        let _asked = asked;
        _ = is_done.recv();
    });
    let (answer, answered) = bounded(1);
    questions.send(Question(answer)).expect("a service");
    _ = answered.recv();
    _ = done.send(());
}

fn forgotten(_: &mut Cx) {
    let (sender, receiver) = unbounded::<u32>();
    std::mem::forget(sender);
    _ = receiver.recv();
}

mod order {
    #[unhang::levels]
    pub mod levels {
        #[channel]
        pub struct Notes;
    }
}

/// A function without a context does not see what its caller owes.
fn entered_beside_it(cx: &mut Cx) {
    use order::levels::*;
    #[unhang::acquires(Notes)]
    fn enter(notes: &unhang::Receiver<u32, Notes>) {
        _ = notes.recv(cx);
    }
    let (_sender, notes, _cx) = cx.unbounded::<u32, Notes>();
    enter(&notes);
}

fn dropped_before(_: &mut Cx) {
    let (sender, receiver) = unbounded();
    thread::scope(|scope| {
        let theirs = sender.clone();
        scope.spawn(move || theirs.send(1).expect("a receiver"));
        drop(sender);
        assert_eq!(receiver.iter().sum::<u32>(), 1);
    });
}
