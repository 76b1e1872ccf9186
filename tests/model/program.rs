//! A small program: things, and tasks that use them.

use crate::order::{Declaration, Kind};
use std::fmt;

/// At most so many things in a program.
pub const THINGS: usize = 10;
/// At most so many tasks in a program, children included.
pub const TASKS: usize = 6;

/// A lock, a channel, a wait group or a pair for one reply.
#[derive(Clone, Debug)]
pub struct Thing {
    pub level: usize,
    /// Of a bounded channel.
    pub capacity: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    Lock(usize),
    Unlock(usize),
    /// Into a channel, with a sender or a token in the message.
    Send(usize, Option<usize>),
    /// Uses up a reply's sender.
    Answer(usize),
    /// From a channel or a reply, or the wait for a group's end.
    Receive(usize),
    /// Over a set of things.
    Select(u16),
    /// A new token of a group, or a new pair for a reply.
    Take(usize),
    DropSender(usize),
    DropReceiver(usize),
    Spawn(usize),
    Join(usize),
    OpenScope,
    /// Waits for a set of tasks.
    CloseScope(u8),
}

/// What a task may wait for, because somebody may wait for the task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Floor {
    Nothing,
    /// Only what comes after that level.
    After(usize),
    /// Only what comes after all that the scope's owner holds and owes.
    Scope,
}

#[derive(Clone, Debug)]
pub struct Task {
    /// Started by another task.
    pub is_child: bool,
    pub floor: Floor,
    /// What it owns when it starts; a child gets clones of its parent's.
    pub senders: u16,
    pub receivers: u16,
    /// Tasks that it may join, moved here by its parent.
    pub handles: u8,
    pub ops: Vec<Op>,
}

impl Task {
    fn matters(&self) -> bool {
        !self.ops.is_empty() || self.senders != 0 || self.receivers != 0
    }
}

#[derive(Clone, Debug)]
pub struct Program {
    pub declaration: Declaration,
    pub things: Vec<Thing>,
    pub tasks: Vec<Task>,
}

impl Program {
    pub fn kind(&self, thing: usize) -> Kind {
        self.declaration.levels[self.things[thing].level].kind
    }

    /// What the channel's messages may carry; of a reply, the first pair stands for all of its level.
    pub fn carried_by(&self, thing: usize) -> Option<usize> {
        let level = self.declaration.levels[self.things[thing].level].carries?;
        self.things.iter().position(|thing| thing.level == level)
    }

    /// The pair that stands for all replies of its level; anything else stands for itself.
    pub fn representative(&self, thing: usize) -> usize {
        match self.kind(thing) {
            Kind::Reply => self.of_kind(Kind::Reply).find(|&reply| self.things[reply].level == self.things[thing].level).unwrap_or(thing),
            _ => thing,
        }
    }

    pub fn of_kind(&self, kind: Kind) -> impl Iterator<Item = usize> {
        (0..self.things.len()).filter(move |&thing| self.kind(thing) == kind)
    }

    fn name(&self, thing: usize) -> String {
        match self.kind(thing) {
            Kind::Lock => format!("lock{thing}"),
            Kind::Bounded | Kind::Unbounded => format!("chan{thing}"),
            Kind::Reply => format!("reply{thing}"),
            Kind::Group => format!("group{thing}"),
        }
    }

    fn describe(&self, op: Op) -> String {
        match op {
            Op::Lock(thing) => format!("lock {}", self.name(thing)),
            Op::Unlock(thing) => format!("unlock {}", self.name(thing)),
            Op::Send(channel, None) => format!("send {}", self.name(channel)),
            Op::Send(channel, Some(carried)) => format!("send {} with {}", self.name(channel), self.name(carried)),
            Op::Answer(thing) => format!("answer {}", self.name(thing)),
            Op::Receive(thing) => format!("receive {}", self.name(thing)),
            Op::Select(arms) => format!("select {}", self.names(arms)),
            Op::Take(thing) => format!("take {}", self.name(thing)),
            Op::DropSender(thing) => format!("drop sender of {}", self.name(thing)),
            Op::DropReceiver(thing) => format!("drop receiver of {}", self.name(thing)),
            Op::Spawn(task) => format!("spawn {task}"),
            Op::Join(task) => format!("join {task}"),
            Op::OpenScope => "scope".into(),
            Op::CloseScope(tasks) => format!("end of scope, joins {:?}", members(tasks.into()).collect::<Vec<_>>()),
        }
    }

    fn names(&self, set: u16) -> String {
        members(set.into()).map(|thing| self.name(thing)).collect::<Vec<_>>().join(" ")
    }
}

/// The members of a set of things or tasks.
pub fn members(set: u32) -> impl Iterator<Item = usize> {
    (0..32).filter(move |member| set >> member & 1 == 1)
}

impl fmt::Display for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (thing, Thing { level, capacity }) in self.things.iter().enumerate() {
            let kind = self.kind(thing);
            write!(f, "{}: level {level}, {kind:?}", self.name(thing))?;
            if kind == Kind::Bounded {
                write!(f, "({capacity})")?;
            }
            if let Some(carried) = self.carried_by(thing) {
                write!(f, ", carries {}", self.name(carried))?;
            }
            writeln!(f)?;
        }
        for (first, second) in &self.declaration.before {
            writeln!(f, "level {first} before level {second}")?;
        }
        for (index, task) in self.tasks.iter().enumerate().filter(|(_, task)| task.matters()) {
            let kind = if task.is_child { "child" } else { "task" };
            let (senders, receivers) = (self.names(task.senders), self.names(task.receivers));
            writeln!(f, "{kind} {index}, floor {:?}, sends [{senders}], receives [{receivers}]", task.floor)?;
            task.ops.iter().try_for_each(|&op| writeln!(f, "    {}", self.describe(op)))?;
        }
        Ok(())
    }
}
