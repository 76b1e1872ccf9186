//! What the tasks of one program share, for real, and what they start with.

use crate::program::{CHANNELS, Channel, Flavour, GROUPS, MUTEXES, ONCES, Op, Program, RWLOCKS, SEMAPHORES, TASKS, members};
use crate::state::Numbers;
use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};
use unhang::channel::{self, Receiver, Sender};
use unhang::{Barrier, Carried, OnceLock, RwLock, Semaphore, Token, WaitGroup, oneshot, thread};

#[unhang::levels]
pub mod order {
    /// The parts of the barrier come first: the context in which all tasks run owes one.
    pub struct Part;
    #[after(Part)]
    #[channel(carries(Full, Endless, Reply))]
    pub struct Post;
    #[after(Post)]
    #[channel(bounded)]
    pub struct Full;
    #[after(Post)]
    #[channel]
    pub struct Endless;
    #[after(Post)]
    #[channel]
    pub struct Reply;
    #[after(Part)]
    pub struct Batch;
}
use order::{Batch, Endless, Full, Part, Post, Reply};

/// A message of a carrier: the number of the end in it, and the end.
pub type Parcel = Option<(usize, Sender<u8>)>;

/// An end with a level, on its way.
pub enum Mail {
    Full(Carried<unhang::Sender<'static, u8, Full>, Post>),
    Endless(Carried<unhang::Sender<'static, u8, Endless>, Post>),
    Reply(oneshot::Carried<u8, Reply, Post>),
}

/// What a task is told to do next.
#[derive(Debug, Clone, Copy)]
pub struct Command {
    pub op: Op,
    /// Where in the source the wait is to be.
    pub site: usize,
    /// Which ends it uses.
    pub ends: [usize; 2],
    /// The number of the end that it makes.
    pub made: usize,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It has taken in what it starts with.
    Ready,
    Done,
    /// It is inside of an initialiser or a scope.
    Entered,
    /// There was nothing to be had in time.
    Failed,
    /// The other side is gone.
    Closed,
    /// A message came, with this end in it.
    Carried(Option<usize>),
    /// One arm of a select, and whether its other side is gone.
    Arm(usize, bool),
    Ended,
}

/// What one thread leaves for another. The checker does not know of it.
pub struct Box<T> {
    full: Mutex<VecDeque<T>>,
    changed: Condvar,
}

impl<T> Box<T> {
    fn new() -> Box<T> {
        Box { full: Mutex::default(), changed: Condvar::new() }
    }

    pub fn put(&self, value: T) {
        self.full.lock().unwrap_or_else(PoisonError::into_inner).push_back(value);
        self.changed.notify_one();
    }

    pub fn take(&self) -> T {
        let mut full = self.full.lock().expect("no panic");
        loop {
            match full.pop_front() {
                Some(value) => return value,
                None => full = self.changed.wait(full).expect("no panic"),
            }
        }
    }

    pub fn take_until(&self, deadline: Instant) -> Option<T> {
        let mut full = self.full.lock().expect("no panic");
        loop {
            if let Some(value) = full.pop_front() {
                return Some(value);
            }
            let left = deadline.checked_duration_since(Instant::now())?;
            full = self.changed.wait_timeout(full, left).expect("no panic").0;
        }
    }
}

pub struct Things {
    pub program: Program,
    pub numbers: Numbers,
    /// Part of the tasks' names.
    pub name: String,
    pub commands: [Box<Command>; TASKS],
    pub events: Box<(usize, Outcome)>,
    pub mutexes: [unhang::Mutex<u8>; MUTEXES],
    pub rwlocks: [RwLock<u8>; RWLOCKS],
    pub onces: [OnceLock<u8>; ONCES],
    pub groups: [WaitGroup; GROUPS],
    pub batches: [WaitGroup<Batch>; GROUPS],
    pub barrier: Barrier<Part>,
    pub meeting: Barrier,
    pub semaphores: [Semaphore; SEMAPHORES],
    pub condvar: unhang::Condvar,
    pub handles: [Mutex<Option<thread::JoinHandle<Signal>>>; TASKS],
    pub mail: [[Mutex<Option<Mail>>; TASKS]; CHANNELS],
    pub detached: [Mutex<Vec<Mail>>; CHANNELS],
}

/// So long that it never ends.
pub const LONG: Duration = Duration::from_secs(100_000);

impl Things {
    pub fn new(program: &Program, numbers: Numbers, name: String) -> Things {
        Things {
            program: program.clone(),
            numbers,
            name,
            commands: std::array::from_fn(|_| Box::new()),
            events: Box::new(),
            mutexes: std::array::from_fn(|_| unhang::Mutex::new(0)),
            rwlocks: std::array::from_fn(|_| RwLock::new(0)),
            onces: std::array::from_fn(|_| OnceLock::new()),
            groups: std::array::from_fn(|_| WaitGroup::new()),
            batches: std::array::from_fn(|_| WaitGroup::new()),
            barrier: Barrier::new(program.parts.count_ones() as usize),
            meeting: Barrier::new(2),
            semaphores: program.permits.map(Semaphore::new),
            condvar: unhang::Condvar::new(),
            handles: std::array::from_fn(|_| Mutex::new(None)),
            mail: std::array::from_fn(|_| std::array::from_fn(|_| Mutex::new(None))),
            detached: std::array::from_fn(|_| Mutex::default()),
        }
    }

    pub fn task_name(&self, task: usize) -> String {
        format!("{}.{task}", self.name)
    }
}

/// The end of a task's thread, past all that the checker does there: it is what the task returns, and is told when it is dropped.
pub struct Signal(pub &'static Things, pub usize);

impl Drop for Signal {
    fn drop(&mut self) {
        self.0.events.put((self.1, Outcome::Ended));
    }
}

/// What a task's closure captures: its ends without a level. Where it has none, there is one of which nobody ever hears: an empty place
/// would be full of what was there before, and the checker reads all of it.
pub struct Freight {
    pub senders: [Sender<u8>; CHANNELS],
    pub receivers: [Receiver<u8>; CHANNELS],
    pub carrier: (Sender<Parcel>, Receiver<Parcel>),
    pub oneshots: [oneshot::DynamicSender<u8>; CHANNELS],
    pub tokens: [Token<'static>; GROUPS],
}

impl Freight {
    pub fn empty() -> Freight {
        let ((sender, receiver), token) = (channel::unbounded(), WaitGroup::new().token());
        Freight {
            senders: std::array::from_fn(|_| sender.clone()),
            receivers: std::array::from_fn(|_| receiver.clone()),
            carrier: channel::unbounded(),
            oneshots: std::array::from_fn(|_| oneshot::channel().0),
            tokens: std::array::from_fn(|_| token.clone()),
        }
    }
}

/// Makes the channels without a level, and gives each task its ends. (The program's own thread keeps none.)
pub fn freights(things: &Things) -> Vec<Freight> {
    let mut freights: Vec<Freight> = things.program.tasks.iter().map(|_| Freight::empty()).collect();
    for (number, channel) in things.program.channels.iter().enumerate() {
        let Channel { flavour, capacity, senders, receivers } = *channel;
        match flavour {
            Flavour::Plain => {
                let (sender, receiver) = capacity.map_or_else(channel::unbounded, channel::bounded);
                members(senders).for_each(|task| freights[task].senders[number] = sender.clone());
                members(receivers).for_each(|task| freights[task].receivers[number] = receiver.clone());
            }
            Flavour::Carrier => {
                let (sender, receiver) = capacity.map_or_else(channel::unbounded, channel::bounded);
                members(senders).for_each(|task| freights[task].carrier.0 = sender.clone());
                members(receivers).for_each(|task| freights[task].carrier.1 = receiver.clone());
            }
            Flavour::Oneshot => {
                let (sender, receiver) = oneshot::channel();
                if let Some(task) = members(senders).next() {
                    freights[task].oneshots[number] = sender;
                }
                members(receivers).for_each(|task| freights[task].receivers[number] = receiver.clone());
            }
            Flavour::Levelled | Flavour::LevelledOneshot => {}
        }
    }
    for (number, group) in things.program.groups.iter().enumerate().filter(|(_, group)| !group.has_level) {
        members(group.tokens).for_each(|task| freights[task].tokens[number] = things.groups[number].token());
    }
    freights
}
