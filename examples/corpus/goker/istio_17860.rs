//! istio#17860: a proxy's exit is reported to an agent that has left.
//!
//! The agent's loop takes the exits of the proxy's epochs, and returns when no epoch is active. A restart waits, with the state locked,
//! until the epoch before it is live, and starts another one. If the loop sees the end of the first epoch before the second is counted,
//! it returns, and the end of the second is never taken.
//!
//! It was mended by a lock for restarts alone, and by releasing the state before that wait, so that exits are taken in order. A restart
//! after the loop has left would be lost still, so here it is refused.

use crate::case::{Case, Form};
use std::collections::BTreeSet;
use std::sync::Arc;
use unhang::channel::{Receiver, Sender, bounded};
use unhang::{Cx, Mutex, spawn_with, thread};

pub const CASE: Case = Case {
    name: "istio_17860",
    origin: "istio#17860",
    class: "leak, a server that is gone",
    forms: &[
        Form::can_hang("found", found),
        Form::right("typed", typed).with_note("the receiver of exits belongs to the loop, and goes with it"),
        Form::right("ported", ported).with_note("the loop owns the receiver of exits"),
        Form::right("fixed", fixed),
    ],
};

type Epoch = u32;

#[derive(Default)]
struct State {
    epoch: Epoch,
    active: BTreeSet<Epoch>,
    has_left: bool,
}

impl State {
    fn start(&mut self) -> Epoch {
        self.epoch += 1;
        self.active.insert(self.epoch);
        self.epoch
    }

    /// Whether none is active any more.
    fn end(&mut self, epoch: Epoch) -> bool {
        self.active.remove(&epoch);
        self.has_left = self.active.is_empty();
        self.has_left
    }
}

struct Agent {
    restarts: Mutex<()>,
    state: Mutex<State>,
    exits: (Sender<Epoch>, Receiver<Epoch>),
}

fn wait_until_live() {
    thread::yield_now();
}

impl Agent {
    fn start() -> Arc<Agent> {
        let agent = Arc::new(Agent { restarts: Mutex::new(()), state: Mutex::default(), exits: bounded(0) });
        let runs = agent.clone();
        thread::spawn(move || runs.exits.1.iter().find(|&epoch| runs.state.lock().end(epoch)));
        agent
    }

    fn run_epoch(self: &Arc<Self>, epoch: Epoch) {
        let agent = self.clone();
        thread::spawn(move || agent.exits.0.send(epoch));
    }

    fn restart(self: &Arc<Self>) {
        let mut state = self.state.lock();
        wait_until_live();
        self.run_epoch(state.start());
    }

    fn restart_in_order(self: &Arc<Self>) {
        let _alone = self.restarts.lock();
        wait_until_live();
        let mut state = self.state.lock();
        if !state.has_left {
            self.run_epoch(state.start());
        }
    }
}

fn found(_: &mut Cx) {
    let agent = Agent::start();
    agent.restart();
    agent.restart();
}

fn fixed(_: &mut Cx) {
    let agent = Agent::start();
    agent.restart_in_order();
    agent.restart_in_order();
}

fn ported(_: &mut Cx) {
    let (exits, ended) = bounded(0);
    let state = Arc::new(Mutex::new(State::default()));
    let runs = state.clone();
    thread::spawn(move || ended.iter().find(|&epoch| runs.lock().end(epoch)));
    for _ in 0..2 {
        let (mut state, exits) = (state.lock(), exits.clone());
        wait_until_live();
        let epoch = state.start();
        thread::spawn(move || exits.send(epoch));
    }
}

#[unhang::levels]
mod order {
    #[channel(bounded)]
    pub struct Exits;
    #[after(Exits)]
    pub struct Epochs;
}
use order::*;

#[unhang::role(drains(Exits))]
fn run(cx: &mut Cx, exits: unhang::Receiver<Epoch, Exits>, state: &Mutex<State, Epochs>) {
    while let Ok(epoch) = exits.recv(cx) {
        if state.lock(cx).end(epoch) {
            return;
        }
    }
}

fn typed(cx: &mut Cx) {
    let (exits, ended, cx) = cx.bounded::<Epoch, Exits>(0);
    let state = Arc::new(Mutex::new(State::default()));
    let runs = state.clone();
    let (_, cx) = spawn_with(cx, (ended,), move |cx, (ended,)| run(cx, ended, &runs));
    for _ in 0..2 {
        let (mut state, cx) = state.lock(cx).nest();
        wait_until_live();
        let epoch = state.start();
        _ = spawn_with(cx, (&exits,), move |cx, (exits,)| exits.send(cx, epoch).is_ok());
    }
}
