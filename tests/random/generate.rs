//! Random programs.

use crate::numbers::Random;
use crate::program::{CHANNELS, Channel, Flavour, GROUPS, Group, MUTEXES, ONCES, Op, Program, RWLOCKS, SEMAPHORES, TASKS, Task};

/// What a program is mostly about: few things at a time, so that its tasks meet.
#[derive(Clone, Copy)]
enum Theme {
    Mutexes,
    RwLocks,
    Onces,
    Channels,
    Groups,
    Barrier,
    Semaphores,
    Condvar,
    Tasks,
}

use Theme::{Barrier, Channels, Condvar, Groups, Mutexes, Onces, RwLocks, Semaphores, Tasks};

const THEMES: [Theme; 13] =
    [Mutexes, Mutexes, RwLocks, RwLocks, Onces, Channels, Channels, Channels, Groups, Barrier, Semaphores, Condvar, Tasks];

pub fn program(seed: u64) -> Program {
    let mut random = Random::new(seed);
    let themes: Vec<Theme> = (0..1 + random.below(3)).map(|_| THEMES[random.below(THEMES.len())]).collect();
    let roots = 2 + random.below(3);
    let scoped = if random.percent(15) && roots < TASKS { 1 } else { 0 };
    let channels = (0..CHANNELS).map(|number| channel(&mut random, roots, number)).collect::<Vec<_>>();
    let groups = (0..GROUPS).map(|_| group(&mut random, roots)).collect();
    let parts = if themes.iter().any(|theme| matches!(theme, Barrier)) { set(&mut random, roots, 75) } else { 0 };
    let mut make = Maker { random: &mut random, channels: &channels, roots, scoped };
    let tasks = (0..roots + scoped).map(|number| make.task(number, &themes)).collect();
    let permits = [random.below(3), 1 + random.below(2)];
    Program { tasks, channels, groups, parts, permits, schedule: random.next() }
}

/// Each of the first `tasks` with this probability.
fn set(random: &mut Random, tasks: usize, percent: usize) -> u8 {
    (0..tasks).fold(0, |set, task| set | u8::from(random.percent(percent)) << task)
}

fn channel(random: &mut Random, tasks: usize, number: usize) -> Channel {
    let flavour = match random.below(10) {
        0..=2 => Flavour::Plain,
        3 if number == 0 => Flavour::Carrier,
        3 => Flavour::Plain,
        4 => Flavour::Oneshot,
        5 => Flavour::LevelledOneshot,
        _ => Flavour::Levelled,
    };
    let one = |random: &mut Random| 1_u8 << random.below(tasks);
    let capacity = if flavour.is_oneshot() { Some(1) } else { [Some(0), Some(1), None, Some(2)][random.below(4)] };
    let senders = if flavour.is_oneshot() { one(random) } else { one(random) | set(random, tasks, 30) };
    let receivers = match flavour {
        Flavour::Plain | Flavour::Carrier => one(random) | set(random, tasks, 20),
        _ => one(random),
    };
    Channel { flavour, capacity, senders, receivers }
}

fn group(random: &mut Random, tasks: usize) -> Group {
    Group { has_level: random.percent(65), tokens: set(random, tasks, 50) }
}

struct Maker<'a> {
    random: &'a mut Random,
    channels: &'a [Channel],
    roots: usize,
    scoped: usize,
}

impl Maker<'_> {
    fn task(&mut self, number: usize, themes: &[Theme]) -> Task {
        let is_scoped = number >= self.roots;
        let steps = 2 + self.random.below(7);
        let mut ops = Vec::new();
        while ops.len() < steps {
            let theme = themes[self.random.below(themes.len())];
            let op = self.op(theme);
            let op = self.less_dull(op, &ops);
            ops.push(op);
            if self.random.percent(6) {
                let any = THEMES[self.random.below(THEMES.len())];
                ops.push(self.op(any));
            }
        }
        if self.scoped > 0 && number == 0 {
            ops.insert(self.random.below(ops.len()), Op::Scope(self.roots));
        }
        Task { ops, is_scoped, is_boxed: self.random.percent(10) }
    }

    /// Most tasks that wait for themselves are alike.
    fn less_dull(&mut self, op: Op, before: &[Op]) -> Op {
        let last = |wanted: &[Op]| before.iter().rev().find(|op| wanted.contains(op)).copied();
        match op {
            Op::Lock(mutex) if last(&[op, Op::Unlock(mutex)]) == Some(op) && self.random.percent(85) => Op::Unlock(mutex),
            Op::WaitGroup(group) if last(&[Op::DropToken(group)]).is_none() && self.random.percent(70) => Op::DropToken(group),
            Op::Init(_) if last(&[op, Op::Leave]) == Some(op) && self.random.percent(85) => Op::Leave,
            Op::Write(lock) | Op::Read(lock) if last(&[op, Op::Release(lock)]) == Some(op) && self.random.percent(70) => Op::Release(lock),
            _ => op,
        }
    }

    fn op(&mut self, theme: Theme) -> Op {
        match theme {
            Mutexes => self.mutex(),
            RwLocks => self.rwlock(),
            Onces => self.once(),
            Channels => self.channel(),
            Groups => self.group(),
            Barrier => self.barrier(),
            Semaphores => self.semaphore(),
            Condvar => self.condvar(),
            Tasks => Op::Join(self.random.below(self.roots)),
        }
    }

    fn mutex(&mut self) -> Op {
        let mutex = self.random.below(MUTEXES);
        match self.random.below(16) {
            0..=8 => Op::Lock(mutex),
            9 => Op::TryLock(mutex),
            10 => Op::LockFor(mutex),
            11 => Op::ForgetLock(mutex),
            _ => Op::Unlock(mutex),
        }
    }

    fn rwlock(&mut self) -> Op {
        let lock = self.random.below(RWLOCKS);
        match self.random.below(18) {
            0..=4 => Op::Read(lock),
            5 => Op::ReadRecursive(lock),
            6 | 7 => Op::UpgradableRead(lock),
            8 | 9 => Op::Upgrade(lock),
            10..=12 => Op::Write(lock),
            13 => Op::TryRead(lock),
            14 => Op::TryWrite(lock),
            15 => Op::ForgetHold(lock),
            _ => Op::Release(lock),
        }
    }

    fn once(&mut self) -> Op {
        if self.random.percent(70) { Op::Init(self.random.below(ONCES)) } else { Op::Leave }
    }

    fn channel(&mut self) -> Op {
        let channel = self.random.below(CHANNELS);
        let other = self.random.below(CHANNELS);
        match self.random.below(40) {
            0..=9 => Op::Receive(channel),
            10..=16 => Op::Send(channel),
            17 => Op::TrySend(channel),
            18 => Op::TryReceive(channel),
            19 => {
                if self.random.percent(50) {
                    Op::SendFor(channel)
                } else {
                    Op::ReceiveFor(channel)
                }
            }
            20..=24 if channel != other => Op::Either(channel, other),
            25 | 26 if channel != other => Op::ReceiveOrSend(channel, other),
            27 => Op::CloneSender(channel),
            28..=30 => Op::DropSender(channel),
            31 | 32 => Op::DropReceiver(channel),
            33 | 34 => Op::ForgetSender(channel),
            35 => Op::ForgetReceiver(channel),
            36 if self.channels[0].flavour == Flavour::Carrier => Op::Carry(0, 1 + self.random.below(CHANNELS - 1)),
            37 => Op::Detach(channel),
            38 => Op::Attach(channel),
            _ => Op::Receive(channel),
        }
    }

    fn group(&mut self) -> Op {
        let group = self.random.below(GROUPS);
        match self.random.below(12) {
            0..=5 => Op::WaitGroup(group),
            6 => Op::WaitGroupFor(group),
            7 => Op::Token(group),
            8 => Op::ForgetToken(group),
            _ => Op::DropToken(group),
        }
    }

    fn barrier(&mut self) -> Op {
        match self.random.below(12) {
            0..=6 => Op::Arrive,
            7 | 8 => Op::DropPart,
            9 => Op::ForgetPart,
            10 => Op::Meet,
            _ => Op::Join(self.random.below(self.roots)),
        }
    }

    fn semaphore(&mut self) -> Op {
        let semaphore = self.random.below(SEMAPHORES);
        match self.random.below(12) {
            0..=5 => Op::Acquire(semaphore, 1 + self.random.below(2)),
            6 => Op::TryAcquire(semaphore),
            7 => Op::AddPermit(semaphore),
            8 => Op::ForgetPermit(semaphore),
            _ => Op::GiveBack(semaphore),
        }
    }

    fn condvar(&mut self) -> Op {
        let mutex = self.random.below(MUTEXES);
        match self.random.below(8) {
            0..=2 => Op::Lock(mutex),
            3 | 4 => Op::Wait(mutex),
            5 => Op::NotifyOne,
            6 => Op::NotifyAll,
            _ => Op::Unlock(mutex),
        }
    }
}
