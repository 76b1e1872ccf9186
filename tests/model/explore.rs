//! Every interleaving of a program.

use crate::mode::Mode;
use crate::order::Kind;
use crate::program::{Op, Program, TASKS, THINGS, members};
use std::collections::HashSet;

/// What tasks were seen to be blocked on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wait {
    Lock,
    Space,
    Items,
    Reply,
    Group,
    Select,
    Tasks,
}

impl Wait {
    pub const ALL: [Wait; 7] = [Wait::Lock, Wait::Space, Wait::Items, Wait::Reply, Wait::Group, Wait::Select, Wait::Tasks];
}

#[derive(Default)]
pub struct Found {
    pub states: u64,
    /// How often a task was blocked, by what it waited for.
    pub blocked: [u64; Wait::ALL.len()],
    /// How often somebody waited for items of a thing whose sender or token was on its way: in a queue, or in a blocked send.
    pub awaited_in_queue: u64,
    pub awaited_in_hand: u64,
    /// A state in which somebody waits and nobody can move.
    pub stuck: Option<State>,
}

impl Found {
    /// A task is blocked in that step.
    fn note(&mut self, state: &State, wait: Wait, op: Op) {
        self.blocked[wait as usize] += 1;
        if let Op::Receive(thing) = op {
            self.awaited_in_queue += u64::from(state.queues.iter().any(|queue| queue.carries(thing)));
            self.awaited_in_hand += u64::from(state.hands.contains(&Hand::Sends(Some(thing as u8))));
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct State {
    /// The next step of each task.
    at: [u8; TASKS],
    hands: [Hand; TASKS],
    /// How many senders or tokens each task owns.
    ends: [[u8; THINGS]; TASKS],
    /// How many there are, in hands and messages too.
    alive: [u8; THINGS],
    /// The tasks that own a receiver.
    receivers: [u8; THINGS],
    holders: [Option<u8>; THINGS],
    queues: [Queue; THINGS],
}

/// What a task that has begun to send took out of its own debts, to put it into the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Hand {
    Idle,
    Sends(Option<u8>),
}

const WAITS_FOR_ITS_START: u8 = u8::MAX;
const ENDED: u8 = u8::MAX - 1;

/// Looks at every state that the program can reach, until one is a deadlock.
///
/// Steps that never wait, take nothing that another task could have taken, and disable nobody's step are taken at once: any other
/// order of them leads to the same states.
pub fn explore(program: &Program, mode: Mode) -> Found {
    explore_with(program, mode, true)
}

/// The same without taking any step at once.
pub fn explore_all(program: &Program, mode: Mode) -> Found {
    explore_with(program, mode, false)
}

fn explore_with(program: &Program, mode: Mode, at_once: bool) -> Found {
    let world = World { program, keeps_queues: mode == Mode::QueueOutlivesReceivers };
    let mut start = world.start();
    if at_once {
        world.settle(&mut start);
    }
    let mut found = Found::default();
    let mut seen = HashSet::from([start.clone()]);
    let mut stack = vec![start];
    let mut next = vec![];
    while let Some(state) = stack.pop() {
        found.states += 1;
        let mut blocked = false;
        for task in 0..program.tasks.len() {
            let before = next.len();
            let mut settled = state.clone();
            if world.step_at_once(&mut settled, task) {
                next.push(settled);
                continue;
            }
            let wait = world.steps(&state, task, &mut next);
            if let Some(wait) = wait.filter(|_| next.len() == before) {
                blocked = true;
                found.note(&state, wait, program.tasks[task].ops[usize::from(state.at[task])]);
            }
        }
        if blocked && next.is_empty() {
            found.stuck = Some(state);
            return found;
        }
        for mut state in next.drain(..) {
            if at_once {
                world.settle(&mut state);
            }
            if !seen.contains(&state) {
                seen.insert(state.clone());
                stack.push(state);
            }
        }
    }
    found
}

struct World<'a> {
    program: &'a Program,
    keeps_queues: bool,
}

impl World<'_> {
    fn start(&self) -> State {
        let mut state = State {
            at: [ENDED; TASKS],
            hands: [Hand::Idle; TASKS],
            ends: [[0; THINGS]; TASKS],
            alive: [0; THINGS],
            receivers: [0; THINGS],
            holders: [None; THINGS],
            queues: [Queue::default(); THINGS],
        };
        for (index, task) in self.program.tasks.iter().enumerate() {
            state.at[index] = WAITS_FOR_ITS_START;
            if !task.is_child {
                state.start(index);
                members(task.senders.into()).for_each(|sender| state.gain(index, sender));
                members(task.receivers.into()).for_each(|channel| state.receivers[channel] |= 1 << index);
            }
        }
        state
    }

    fn settle(&self, state: &mut State) {
        while (0..self.program.tasks.len()).any(|task| self.step_at_once(state, task)) {}
    }

    /// Takes the task's next step, if it is one that never waits and disturbs nobody.
    fn step_at_once(&self, state: &mut State, task: usize) -> bool {
        if !state.runs(task) {
            return false;
        }
        let Some(&op) = self.program.tasks[task].ops.get(usize::from(state.at[task])) else {
            self.end(state, task);
            return true;
        };
        match op {
            Op::Unlock(lock) => state.holders[lock] = None,
            Op::Answer(reply) => {
                if let Some(reply) = self.end_like(state, task, reply) {
                    state.queues[reply].push(None);
                    state.lose(task, reply);
                }
            }
            Op::Take(reply) if self.program.kind(reply) == Kind::Reply => state.gain(task, reply),
            Op::DropSender(thing) => {
                if let Some(thing) = self.end_like(state, task, thing) {
                    state.lose(task, thing);
                }
            }
            Op::DropReceiver(channel) => self.drop_receiver(state, task, channel),
            Op::Spawn(child) => self.spawn(state, task, child),
            Op::OpenScope => {}
            Op::Send(_, carried) if state.hands[task] == Hand::Idle => {
                let carried = carried.and_then(|carried| self.end_like(state, task, carried));
                state.hands[task] = Hand::Sends(carried.map(|carried| carried as u8));
                carried.into_iter().for_each(|carried| state.ends[task][carried] -= 1);
                return true;
            }
            _ => return false,
        }
        state.at[task] += 1;
        true
    }

    /// The states to which the task's next step leads, and what it waits for if there is none.
    fn steps(&self, state: &State, task: usize, next: &mut Vec<State>) -> Option<Wait> {
        if !state.runs(task) {
            return None;
        }
        match self.program.tasks[task].ops[usize::from(state.at[task])] {
            Op::Lock(lock) => {
                if state.holders[lock].is_none() {
                    next.push(state.with_step(task, |next| next.holders[lock] = Some(task as u8)));
                }
                Some(Wait::Lock)
            }
            Op::Take(group) => {
                next.push(state.with_step(task, |next| next.gain(task, group)));
                None
            }
            Op::Send(channel, _) => {
                self.sends(state, task, channel, next);
                Some(Wait::Space)
            }
            Op::Receive(thing) => {
                next.extend(self.received(state, task, thing));
                Some(match self.program.kind(thing) {
                    Kind::Reply => Wait::Reply,
                    Kind::Group => Wait::Group,
                    _ => Wait::Items,
                })
            }
            Op::Select(arms) => {
                next.extend(members(arms.into()).filter_map(|arm| self.received(state, task, arm)));
                Some(Wait::Select)
            }
            Op::Join(child) => {
                next.extend((!state.runs(child)).then(|| state.with_step(task, |_| ())));
                Some(Wait::Tasks)
            }
            Op::CloseScope(children) => {
                let runs = members(children.into()).any(|child| state.runs(child));
                next.extend((!runs).then(|| state.with_step(task, |_| ())));
                Some(Wait::Tasks)
            }
            op => unreachable!("{op:?} is taken at once"),
        }
    }

    fn sends(&self, state: &State, task: usize, channel: usize, next: &mut Vec<State>) {
        let Hand::Sends(carried) = state.hands[task] else { unreachable!("a send begins at once") };
        let carried = carried.map(usize::from);
        let sent = |change: &dyn Fn(&mut State)| {
            state.with_step(task, |next| {
                next.hands[task] = Hand::Idle;
                change(next);
            })
        };
        if state.receivers[channel] == 0 {
            next.push(sent(&|next| carried.into_iter().for_each(|carried| self.lose_message(next, carried))));
            return;
        }
        let capacity = self.program.things[channel].capacity;
        if self.program.kind(channel) == Kind::Unbounded || state.queues[channel].len() < capacity {
            next.push(sent(&|next| next.queues[channel].push(carried)));
        } else if capacity == 0 {
            let takes = |other: usize| match self.program.tasks[other].ops.get(usize::from(state.at[other])) {
                Some(&Op::Receive(thing)) => thing == channel,
                Some(&Op::Select(arms)) => arms >> channel & 1 == 1,
                _ => false,
            };
            for other in (0..self.program.tasks.len()).filter(|&other| takes(other)) {
                next.push(sent(&|next| {
                    next.at[other] += 1;
                    carried.into_iter().for_each(|carried| next.ends[other][carried] += 1);
                }));
            }
        }
    }

    /// The state after a message, or after the news that no more will come.
    fn received(&self, state: &State, task: usize, thing: usize) -> Option<State> {
        if !state.queues[thing].is_empty() {
            return Some(state.with_step(task, |next| {
                let carried = next.queues[thing].pop();
                carried.into_iter().for_each(|carried| next.ends[task][carried] += 1);
            }));
        }
        (state.alive[thing] == 0).then(|| state.with_step(task, |_| ()))
    }

    fn spawn(&self, state: &mut State, parent: usize, child: usize) {
        let task = &self.program.tasks[child];
        state.start(child);
        for sender in members(task.senders.into()).filter(|&sender| state.ends[parent][sender] > 0).collect::<Vec<_>>() {
            state.gain(child, sender);
        }
        members(task.receivers.into()).for_each(|channel| state.receivers[channel] |= 1 << child);
    }

    /// Drops all that the task still has.
    fn end(&self, state: &mut State, task: usize) {
        state.at[task] = ENDED;
        for thing in 0..self.program.things.len() {
            if state.holders[thing] == Some(task as u8) {
                state.holders[thing] = None;
            }
            while state.ends[task][thing] > 0 {
                state.lose(task, thing);
            }
            self.drop_receiver(state, task, thing);
        }
    }

    fn drop_receiver(&self, state: &mut State, task: usize, channel: usize) {
        let was_last = state.receivers[channel] == 1 << task;
        state.receivers[channel] &= !(1 << task);
        while was_last && !state.queues[channel].is_empty() {
            let carried = state.queues[channel].pop();
            carried.into_iter().for_each(|carried| self.lose_message(state, carried));
        }
    }

    /// A message that carried an end is gone, and the end with it.
    fn lose_message(&self, state: &mut State, carried: usize) {
        if !self.keeps_queues {
            state.alive[carried] -= 1;
        }
    }

    /// An end of the thing, or of any pair for a reply of the same level, that the task owns at this point.
    fn end_like(&self, state: &State, task: usize, thing: usize) -> Option<usize> {
        let like = |other: usize| match self.program.kind(thing) {
            Kind::Reply => self.program.representative(other) == thing,
            _ => other == thing,
        };
        (0..self.program.things.len()).find(|&other| like(other) && state.ends[task][other] > 0)
    }
}

impl State {
    fn runs(&self, task: usize) -> bool {
        !matches!(self.at[task], WAITS_FOR_ITS_START | ENDED)
    }

    fn start(&mut self, task: usize) {
        self.at[task] = 0;
    }

    fn with_step(&self, task: usize, change: impl FnOnce(&mut State)) -> State {
        let mut next = self.clone();
        next.at[task] += 1;
        change(&mut next);
        next
    }

    fn gain(&mut self, task: usize, thing: usize) {
        self.ends[task][thing] += 1;
        self.alive[thing] += 1;
    }

    fn lose(&mut self, task: usize, thing: usize) {
        self.ends[task][thing] -= 1;
        self.alive[thing] -= 1;
    }
}

/// Messages, oldest in the lowest four bits: 0 for none, 1 for one that carries nothing, `2 + n` for one that carries an end of `n`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
struct Queue(u128);

impl Queue {
    fn is_empty(self) -> bool {
        self.0 == 0
    }

    fn len(self) -> u32 {
        (u128::BITS - self.0.leading_zeros()).div_ceil(4)
    }

    fn carries(mut self, thing: usize) -> bool {
        while !self.is_empty() {
            if self.pop() == Some(thing) {
                return true;
            }
        }
        false
    }

    fn push(&mut self, carried: Option<usize>) {
        let message = carried.map_or(1, |carried| carried as u128 + 2);
        assert!(self.len() < u128::BITS / 4, "a program sends too often");
        self.0 |= message << (4 * self.len());
    }

    /// What the oldest message carries.
    fn pop(&mut self) -> Option<usize> {
        let message = self.0 & 0xF;
        self.0 >>= 4;
        message.checked_sub(2).map(|carried| carried as usize)
    }
}
