//! Who can never move, by brute force: all that could happen from here is tried, where whoever does not wait does anything at all
//! with what it holds and owns. It gives back, sends, receives, drops an end, or ends, in every order. Who goes on in none of these futures
//! is stuck. Nothing here is taken from the checker, which computes a fixed point and looks into no future.

use crate::program::{CHANNELS, Op};
use crate::state::{End, Frame, Hold, Known, Lock, Mode, Once, Place, State, Status, Thing};
use std::collections::HashSet;
use std::hash::BuildHasherDefault;

/// Whose word counts of who owns an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// Only what types say. All else is with somebody unknown, who can move.
    Sure,
    /// What the checker's documentation says that it attributes, too.
    Attributed,
    /// Everything.
    True,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owner {
    Task(usize),
    /// Somebody who can use it.
    Anybody,
}

/// One thing that could come of it all. Tasks and ends are bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Future {
    /// Who does not wait.
    free: u8,
    /// Who has given back all locks, permits, tokens, parts and initialisers.
    gave_back: u8,
    ended: u8,
    ends: u64,
    queues: [u8; CHANNELS],
}

/// More messages make no difference to three tasks that wait for one each.
const ENOUGH: u8 = 3;

pub struct Oracle<'a> {
    state: &'a State<'a>,
    view: View,
    owners: Vec<Owner>,
    senders: [u64; CHANNELS],
    receivers: [u64; CHANNELS],
}

/// The tasks that can never move, a bit each, where those of `moving` could.
pub fn stuck(state: &State, view: View, moving: u8) -> u8 {
    let blocked = (0..state.tasks.len()).filter(|task| state.tasks[*task].wait().is_some()).fold(0, |set, task| set | 1 << task);
    if blocked & !moving == 0 {
        return 0;
    }
    Oracle::new(state, view).explore(blocked, moving)
}

impl<'a> Oracle<'a> {
    fn new(state: &'a State, view: View) -> Oracle<'a> {
        let owners = (0..state.ends.len()).map(|end| owner(state, view, end)).collect();
        let of = |wanted: Thing| {
            let is_one = |end: &usize| state.ends[*end].thing == wanted && state.ends[*end].place != Place::Gone;
            (0..state.ends.len()).filter(is_one).fold(0, |set, end| set | 1 << end)
        };
        let senders = std::array::from_fn(|channel| of(Thing::Sender(channel)));
        let receivers = std::array::from_fn(|channel| of(Thing::Receiver(channel)));
        Oracle { state, view, owners, senders, receivers }
    }

    fn explore(&self, blocked: u8, moving: u8) -> u8 {
        let of = |is_so: fn(&Status) -> bool| {
            let tasks = self.state.tasks.iter().enumerate();
            tasks.filter(|(_, task)| is_so(&task.status)).fold(0_u8, |set, (task, _)| set | 1 << task)
        };
        let ended = of(|status| matches!(status, Status::Ended | Status::Unborn));
        let start = Future {
            free: of(|status| matches!(status, Status::Idle)) | blocked & moving,
            gave_back: 0,
            ended,
            ends: self.senders.iter().chain(&self.receivers).fold(0, |all, ends| all | ends),
            queues: std::array::from_fn(|channel| self.state.channels[channel].queue.len().min(ENOUGH.into()) as u8),
        };
        let mut seen: HashSet<Future, BuildHasherDefault<rustc_hash::FxHasher>> = HashSet::default();
        let (mut open, mut ever_free) = (vec![start], start.free);
        while let Some(future) = open.pop() {
            if !seen.insert(future) {
                continue;
            }
            ever_free |= future.free;
            if blocked & !ever_free == 0 {
                return 0;
            }
            self.successors(future, &mut open);
        }
        blocked & !ever_free
    }

    /// What can come next; the most hopeful last, since it is looked at first.
    fn successors(&self, future: Future, open: &mut Vec<Future>) {
        let tasks = 0..self.state.tasks.len();
        let acts = |task: &usize| has(future.free, *task) && !has(future.ended, *task);
        for task in tasks.clone().filter(acts) {
            self.drops_and_ends(task, future, open);
        }
        for task in tasks.clone().filter(acts) {
            self.messages(task, future, open);
        }
        for task in tasks.clone().filter(acts).filter(|task| !has(future.gave_back, *task)) {
            open.push(Future { gave_back: future.gave_back | 1 << task, ..future });
        }
        for task in tasks.filter(|task| !has(future.free | future.ended, *task)) {
            self.completes(task, future, open);
        }
    }

    fn owns(&self, task: usize, future: Future, ends: u64) -> impl Iterator<Item = usize> + '_ {
        let is_own = move |end: &usize| (future.ends & ends) >> end & 1 == 1 && self.owners[*end] == Owner::Task(task);
        (0..self.owners.len()).filter(is_own)
    }

    fn drops_and_ends(&self, task: usize, future: Future, open: &mut Vec<Future>) {
        let own: Vec<usize> = self.owns(task, future, u64::MAX).collect();
        for end in &own {
            open.push(self.without(future, 1 << end));
        }
        let all = own.iter().fold(0, |set, end| set | 1 << end);
        let bit = 1 << task;
        open.push(Future { ended: future.ended | bit, gave_back: future.gave_back | bit, ..self.without(future, all) });
    }

    fn without(&self, future: Future, ends: u64) -> Future {
        let mut future = Future { ends: future.ends & !ends, ..future };
        for channel in 0..CHANNELS {
            if future.ends & self.receivers[channel] == 0 {
                future.queues[channel] = 0;
            }
        }
        future
    }

    fn messages(&self, task: usize, future: Future, open: &mut Vec<Future>) {
        for channel in 0..CHANNELS {
            let is_oneshot = self.state.program.channels[channel].flavour.is_oneshot();
            if let Some(end) = self.owns(task, future, self.senders[channel]).next() {
                let future = if is_oneshot { self.without(future, 1 << end) } else { future };
                if self.has_space(channel, future) {
                    open.push(future.with_message(channel));
                }
                open.extend(self.meets(channel, false, future));
            }
            if self.owns(task, future, self.receivers[channel]).next().is_some() {
                open.extend(future.without_message(channel));
                open.extend(self.meets(channel, true, future));
            }
        }
    }

    /// Of a channel without a buffer: one who waits on the other side goes on.
    fn meets(&self, channel: usize, sends: bool, future: Future) -> impl Iterator<Item = Future> + '_ {
        let is_met = move |task: &usize| {
            let waits = !has(future.free | future.ended, *task);
            waits && self.capacity(channel) == Some(0) && self.arms(*task).any(|arm| arm == (channel, sends))
        };
        (0..self.state.tasks.len()).filter(is_met).map(move |task| future.frees(task))
    }

    fn capacity(&self, channel: usize) -> Option<usize> {
        self.state.program.channels[channel].capacity
    }

    fn has_space(&self, channel: usize, future: Future) -> bool {
        let used = future.queues[channel];
        future.ends & self.receivers[channel] != 0
            && used < ENOUGH
            && self.capacity(channel).is_none_or(|capacity| usize::from(used) < capacity)
    }

    fn arms(&self, task: usize) -> impl Iterator<Item = (usize, bool)> + use<> {
        let arms = match self.op(task) {
            Some(Op::Receive(channel)) => [Some((channel, false)), None],
            Some(Op::Send(channel) | Op::Carry(channel, _)) => [Some((channel, true)), None],
            Some(Op::Either(first, second)) => [Some((first, false)), Some((second, false))],
            Some(Op::ReceiveOrSend(first, second)) => [Some((first, false)), Some((second, true))],
            _ => [None, None],
        };
        arms.into_iter().flatten()
    }

    fn op(&self, task: usize) -> Option<Op> {
        self.state.tasks[task].wait().map(|wait| wait.command.op)
    }

    /// One who waits goes on, if it can.
    fn completes(&self, task: usize, future: Future, open: &mut Vec<Future>) {
        for (channel, sends) in self.arms(task) {
            let (own, others) = if sends { (&self.senders, &self.receivers) } else { (&self.receivers, &self.senders) };
            debug_assert!(own[channel] != 0, "it waits with an end");
            let others = future.ends & others[channel];
            let is_anybodys = |end: usize| others >> end & 1 == 1 && self.owners[end] == Owner::Anybody;
            if (0..self.owners.len()).any(is_anybodys) || others == 0 && (sends || future.queues[channel] == 0) {
                open.push(future.frees(task));
            } else if sends && self.has_space(channel, future) {
                open.push(future.with_message(channel).frees(task));
            } else if !sends {
                open.extend(future.without_message(channel).map(|future| future.frees(task)));
            }
        }
        if self.can_go_on(task, future) {
            open.push(future.frees(task));
        }
    }

    fn can_go_on(&self, task: usize, future: Future) -> bool {
        let Some(op) = self.op(task) else { return false };
        let keeps = |lock: Lock, keeps_out: &dyn Fn(usize, Hold) -> bool| {
            self.state.holds(lock).any(|(owner, hold)| !has(future.gave_back, owner) && keeps_out(owner, hold))
        };
        let is_wanted_alone = |lock: usize| {
            let waits = |other: &usize| *other != task && !has(future.free | future.ended, *other);
            let wants = |other: usize| self.op(other).is_some_and(|op| op == Op::Write(lock) || op == Op::Upgrade(lock));
            (0..self.state.tasks.len()).filter(waits).any(wants)
        };
        match op {
            Op::Lock(mutex) => !keeps(Lock::Mutex(mutex), &|_, _| true),
            Op::Read(lock) => !keeps(Lock::ReadWrite(lock), &|_, hold| hold.mode == Mode::Alone) && !is_wanted_alone(lock),
            Op::ReadRecursive(lock) => !keeps(Lock::ReadWrite(lock), &|_, hold| hold.mode == Mode::Alone),
            Op::UpgradableRead(lock) => !keeps(Lock::ReadWrite(lock), &|_, hold| hold.mode != Mode::Shared),
            Op::Write(lock) => !keeps(Lock::ReadWrite(lock), &|_, _| true),
            Op::Upgrade(lock) => !keeps(Lock::ReadWrite(lock), &|owner, hold| (owner, hold.mode) != (task, Mode::Upgradable)),
            Op::Init(once) => match self.state.onces[once] {
                Once::RunBy(owner) => has(future.gave_back, owner),
                Once::Fresh | Once::Done => true,
            },
            Op::Leave => match self.state.tasks[task].frames.last() {
                Some(Frame::Scope(child)) => has(future.ended, *child),
                _ => true,
            },
            Op::Join(other) => has(future.ended, other),
            Op::WaitGroup(group) => !self.is_owed(future, Thing::Token(group), |_| false),
            Op::Arrive => !self.is_owed(future, Thing::Part, |owner| self.op(owner) == Some(Op::Arrive) && !has(future.free, owner)),
            Op::Acquire(semaphore, _) => {
                let mut holders = self.state.holds(Lock::Semaphore(semaphore)).peekable();
                self.view == View::Sure || holders.peek().is_none() || holders.any(|(owner, _)| has(future.gave_back, owner))
            }
            // Who sends or receives was asked for above.
            Op::Receive(_) | Op::Send(_) | Op::Carry(..) | Op::Either(..) | Op::ReceiveOrSend(..) => false,
            // It ends by itself, or by somebody of whom nobody knows.
            _ => true,
        }
    }

    /// Whether one of these is still to come.
    fn is_owed(&self, future: Future, thing: Thing, has_come: impl Fn(usize) -> bool) -> bool {
        let ends = self.state.ends.iter().zip(&self.owners);
        ends.filter(|(end, _)| end.thing == thing && end.place != Place::Gone).any(|(_, owner)| match *owner {
            Owner::Task(owner) => !has(future.gave_back, owner) && !has_come(owner),
            Owner::Anybody => false,
        })
    }
}

impl Future {
    fn frees(self, task: usize) -> Future {
        Future { free: self.free | 1 << task, ..self }
    }

    fn with_message(mut self, channel: usize) -> Future {
        self.queues[channel] += 1;
        self
    }

    fn without_message(mut self, channel: usize) -> Option<Future> {
        self.queues[channel] = self.queues[channel].checked_sub(1)?;
        Some(self)
    }
}

fn has(set: u8, task: usize) -> bool {
    set >> task & 1 == 1
}

fn owner(state: &State, view: View, end: usize) -> Owner {
    let end = &state.ends[end];
    let (Place::With(task) | Place::Forgotten(task)) = end.place else { return Owner::Anybody };
    let has_ended = matches!(state.tasks[task].status, Status::Ended);
    let is_known = match (view, end.known) {
        (View::True, _) | (_, Known::Surely) => true,
        (View::Sure, _) | (_, Known::Unknown) => false,
        (View::Attributed, Known::After(gave)) => !has_ended && state.tasks[task].gave == gave && !is_doubtful(state, end.thing),
    };
    if is_known { Owner::Task(task) } else { Owner::Anybody }
}

/// All tokens of a group must go. Where one was captured out of sight, each task that began later may have got any of them.
fn is_doubtful(state: &State, thing: Thing) -> bool {
    let is_out_of_sight = |end: &End| end.thing == thing && end.place != Place::Gone && end.known == Known::Unknown;
    matches!(thing, Thing::Token(_)) && state.ends.iter().any(is_out_of_sight)
}
