//! Programs: a few things that are shared, and tasks that use them.

use std::fmt;

/// What a task does in one step. One that makes no sense in the state in which its turn comes is skipped, so any list of them is a
/// program. The numbers say which of the things of a kind; a task, for `Join` and `Scope`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op {
    Lock(usize),
    TryLock(usize),
    LockFor(usize),
    Unlock(usize),
    ForgetLock(usize),

    Read(usize),
    ReadRecursive(usize),
    UpgradableRead(usize),
    Write(usize),
    TryRead(usize),
    TryWrite(usize),
    Upgrade(usize),
    Release(usize),
    ForgetHold(usize),

    /// Begins to initialise, unless that is done already. What follows happens inside, up to `Leave`.
    Init(usize),
    /// Starts this task in a scope; what follows happens inside, up to `Leave`.
    Scope(usize),
    Leave,
    Join(usize),

    Send(usize),
    TrySend(usize),
    SendFor(usize),
    Receive(usize),
    TryReceive(usize),
    ReceiveFor(usize),
    /// Receives from one of two.
    Either(usize, usize),
    /// Receives from the first, or sends into the second.
    ReceiveOrSend(usize, usize),
    CloneSender(usize),
    DropSender(usize),
    DropReceiver(usize),
    ForgetSender(usize),
    ForgetReceiver(usize),
    /// Sends, through the first, a sender of the second.
    Carry(usize, usize),
    /// Takes a clone of a sender out of its context; nobody knows of it then.
    Detach(usize),
    /// Takes it in.
    Attach(usize),

    Token(usize),
    DropToken(usize),
    ForgetToken(usize),
    WaitGroup(usize),
    WaitGroupFor(usize),

    Arrive,
    DropPart,
    ForgetPart,
    /// At a barrier without a level.
    Meet,

    Acquire(usize, usize),
    TryAcquire(usize),
    GiveBack(usize),
    ForgetPermit(usize),
    AddPermit(usize),

    /// With this mutex.
    Wait(usize),
    NotifyOne,
    NotifyAll,

    End,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flavour {
    /// Without a level.
    Plain,
    /// Without a level; a message can carry a sender.
    Carrier,
    Oneshot,
    /// With a level.
    Levelled,
    LevelledOneshot,
}

impl Flavour {
    pub fn has_level(self) -> bool {
        matches!(self, Flavour::Levelled | Flavour::LevelledOneshot)
    }

    pub fn is_oneshot(self) -> bool {
        matches!(self, Flavour::Oneshot | Flavour::LevelledOneshot)
    }
}

/// The sets are of tasks, a bit for each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    pub flavour: Flavour,
    pub capacity: Option<usize>,
    /// Who has a sender in the beginning. One with a level has one owner of receivers, who makes the channel.
    pub senders: u8,
    pub receivers: u8,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    pub has_level: bool,
    /// Who has a token in the beginning.
    pub tokens: u8,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    pub ops: Vec<Op>,
    /// It begins when another opens a scope for it, and not at once.
    pub is_scoped: bool,
    /// What it captures is in a box, where the checker does not look.
    pub is_boxed: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    pub tasks: Vec<Task>,
    pub channels: Vec<Channel>,
    pub groups: Vec<Group>,
    /// Who has a part in the barrier with a level.
    pub parts: u8,
    /// How many permits each semaphore has.
    pub permits: [usize; SEMAPHORES],
    /// Decides who is next.
    pub schedule: u64,
}

pub const TASKS: usize = 5;
pub const MUTEXES: usize = 3;
pub const RWLOCKS: usize = 2;
pub const ONCES: usize = 2;
pub const CHANNELS: usize = 3;
pub const GROUPS: usize = 2;
pub const SEMAPHORES: usize = 2;

pub fn members(set: u8) -> impl Iterator<Item = usize> {
    (0..u8::BITS as usize).filter(move |task| has(set, *task))
}

pub fn has(set: u8, task: usize) -> bool {
    set >> task & 1 == 1
}

impl fmt::Display for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |set| members(set).collect::<Vec<_>>();
        for (number, channel) in self.channels.iter().enumerate().filter(|(_, channel)| channel.senders | channel.receivers != 0) {
            let Channel { flavour, capacity, senders, receivers } = channel;
            writeln!(f, "channel {number}: {flavour:?}, {capacity:?}, senders {:?}, receivers {:?}", list(*senders), list(*receivers))?;
        }
        for (number, group) in self.groups.iter().enumerate().filter(|(_, group)| group.tokens != 0) {
            let level = if group.has_level { "with a level" } else { "without" };
            writeln!(f, "group {number}: {level}, tokens {:?}", list(group.tokens))?;
        }
        if self.parts != 0 {
            writeln!(f, "barrier: parts {:?}", list(self.parts))?;
        }
        writeln!(f, "permits {:?}, schedule {}", self.permits, self.schedule)?;
        for (number, task) in self.tasks.iter().enumerate() {
            let (scoped, boxed) = (if task.is_scoped { ", scoped" } else { "" }, if task.is_boxed { ", boxed" } else { "" });
            writeln!(f, "task {number}{scoped}{boxed}: {:?}", task.ops)?;
        }
        Ok(())
    }
}
