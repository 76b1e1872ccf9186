//! The record of a task: what it holds, and its place in the program's history.
//!
//! Records are never freed, only used again, so a pointer to one stays good. `Local` belongs to the task's own thread; others look
//! at it under the registry's lock, and only while the task waits or after it has ended (see `waits`).

use super::bubble::Test;
use super::debts::Owed;
use super::ends::Freight;
use super::learned::Observer;
use super::needs::Who;
use super::schedule::{Seat, Taken};
use super::stack::Stack;
use super::threads;
use super::waits::{self, Wait};
use crate::level::LevelInfo;
use crate::prim::atomic::{AtomicBool, AtomicU64, Ordering};
use crate::prim::{Mutex, for_ever, thread, thread_local};
use crate::watch::Debt;
use std::cell::{Cell, UnsafeCell};
use std::panic::Location;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicUsize};

pub(crate) type TaskRef = &'static Task;

pub(crate) struct Task {
    /// Which of the tasks that ever used this record; 0 while nobody does.
    pub(super) serial: AtomicU64,
    /// It has ended, and left locks behind that it can no longer release.
    pub(super) gone: AtomicBool,
    pub(super) local: UnsafeCell<Local>,
    name: Mutex<Arc<str>>,
    /// Where it was spawned, if this crate spawned it.
    spawned: Mutex<Option<&'static Location<'static>>>,
    /// The kernel's number of its thread; 0 if unknown.
    pub(super) thread: AtomicU32,
    /// Guarded by the registry's lock.
    pub(super) wait: UnsafeCell<Option<Wait>>,
    /// It is registered: written under the registry's lock.
    pub(super) is_waiting: AtomicBool,
    /// Where it stands among those that wait, and among all: the registry's.
    pub(super) place: AtomicUsize,
    pub(super) seat: AtomicUsize,
    /// The bubble that it belongs to.
    pub(super) bubble: AtomicU64,
    /// It began with something that could own an end.
    pub(super) owns: AtomicBool,
    /// The task that started it; zero for a thread that this crate did not start.
    pub(super) parent: AtomicU64,
    /// Stands for its thread, while it runs; see [`own_thread`].
    pub(super) thread_token: AtomicUsize,
}

// SAFETY: `local` is touched by the task's own thread, or by the holder of the registry's lock while that thread is inside a
// registered wait or has ended; `wait` only under the registry's lock. Both hand over through that lock.
unsafe impl Sync for Task {}
// SAFETY: see above; a record moves between threads only through the registry.
unsafe impl Send for Task {}

pub(super) struct Local {
    pub(super) held: Stack,
    pub(super) floor: Floor,
    /// In the order in which they were taken on.
    pub(super) debts: Vec<Owed>,
    pub(super) history: History,
    /// The test of which it is part.
    pub(super) test: Option<Arc<Test>>,
    /// The next task that it starts is the first of this test.
    pub(super) opens: Option<(Arc<Test>, Option<Seat>)>,
    /// It as those remember it who look at what it saw.
    pub(super) observer: Option<Arc<Observer>>,
    /// It is part of a schedule.
    pub(super) takes_turns: bool,
    /// How many ends are tied to it.
    pub(super) tied: u32,
    /// How often it could have put an end where others find it.
    pub(super) gave: u32,
}

/// What somebody holds, or owes, who waits for this task: it binds the task as its own debts do.
#[derive(Clone, Default)]
pub(crate) struct Floor(pub(super) Vec<Debt>);

impl Floor {
    /// All that this task holds and owes, and its own floor.
    pub(crate) fn of_current() -> Floor {
        let local = current().local();
        let held = local.held.iter().filter_map(|held| held.origin.level.map(Debt::Owes));
        Floor(local.floor.0.iter().copied().chain(held).chain(local.debts.iter().map(|owed| owed.debt)).collect())
    }

    pub(crate) fn above(level: fn() -> &'static LevelInfo) -> Floor {
        Floor(vec![Debt::Owes(level)])
    }
}

/// What is known to have ended before this task came to where it is: a vector clock over the tasks that held two locks at once.
#[derive(Clone, Default)]
pub(super) struct History {
    /// Grows whenever this task starts another.
    pub(super) epoch: u32,
    /// This task has observations in the learned order.
    pub(super) seen: bool,
    past: Vec<(u64, u32)>,
}

/// How many tasks a history remembers; what is forgotten counts as not yet over.
const PAST: usize = 1024;

impl History {
    /// Whether what `serial` did in `epoch` was over before.
    pub(super) fn is_past(&self, serial: u64, epoch: u32) -> bool {
        self.past.iter().any(|&(past, until)| past == serial && epoch <= until)
    }

    fn add(&mut self, serial: u64, until: u32) {
        match self.past.iter_mut().find(|(past, _)| *past == serial) {
            Some((_, known)) => *known = until.max(*known),
            None => self.past.push((serial, until)),
        }
        if self.past.len() > PAST {
            self.past.remove(0);
        }
    }

    fn learn(&mut self, other: &History) {
        for &(serial, until) in &other.past {
            self.add(serial, until);
        }
    }
}

static SERIALS: AtomicU64 = AtomicU64::new(1);

/// That of the task that began last.
pub(super) fn last_serial() -> u64 {
    SERIALS.load(Ordering::Relaxed) - 1
}

impl Task {
    pub(super) fn new(name: &str) -> TaskRef {
        for_ever(Box::new(Task {
            serial: AtomicU64::new(0),
            gone: AtomicBool::new(false),
            local: UnsafeCell::new(Local {
                held: Stack::new(),
                floor: Floor::default(),
                debts: Vec::new(),
                history: History::default(),
                test: None,
                opens: None,
                observer: None,
                takes_turns: false,
                tied: 0,
                gave: 0,
            }),
            name: Mutex::new(Arc::from(name)),
            spawned: Mutex::new(None),
            thread: AtomicU32::new(0),
            wait: UnsafeCell::new(None),
            is_waiting: AtomicBool::new(false),
            place: AtomicUsize::new(0),
            seat: AtomicUsize::new(0),
            bubble: AtomicU64::new(0),
            owns: AtomicBool::new(true),
            parent: AtomicU64::new(0),
            thread_token: AtomicUsize::new(usize::MAX),
        }))
    }

    /// Begins a task, on a record that nobody uses.
    fn begin(
        name: Option<String>,
        floor: Floor,
        history: History,
        spawned: Option<&'static Location<'static>>,
        parent: Option<TaskRef>,
        test: Option<Arc<Test>>,
    ) -> TaskRef {
        let serial = SERIALS.fetch_add(1, Ordering::Relaxed);
        let task = waits::take_record().unwrap_or_else(|| Task::new(""));
        // SAFETY: the record was taken from the registry, or is new; its thread has not begun.
        let local = unsafe { &mut *task.local.get() };
        local.held.clear();
        local.floor = floor;
        local.debts.clear();
        local.history = history;
        local.takes_turns = false;
        local.rebase(serial);
        local.tied = 0;
        local.gave = 0;
        task.bubble.store(test.as_ref().map_or(0, |test| test.number), Ordering::Relaxed);
        local.test = test;
        local.opens = None;
        task.parent.store(parent.map_or(0, Task::serial), Ordering::Relaxed);
        task.thread_token.store(usize::MAX, Ordering::Relaxed);
        task.thread.store(0, Ordering::Relaxed);
        // Until it is known.
        task.owns.store(true, Ordering::Relaxed);
        *task.spawned.lock() = spawned;
        *task.name.lock() = name.unwrap_or_else(|| format!("task {serial}")).into();
        task.serial.store(serial, Ordering::Relaxed);
        waits::began(task);
        task
    }

    pub(super) fn name(&self) -> Arc<str> {
        self.name.lock().clone()
    }

    pub(super) fn spawned(&self) -> Option<&'static Location<'static>> {
        *self.spawned.lock()
    }

    pub(super) fn serial(&self) -> u64 {
        self.serial.load(Ordering::Relaxed)
    }

    pub(super) fn bubble(&self) -> u64 {
        self.bubble.load(Ordering::Relaxed)
    }

    /// The current task becomes part of a schedule, until the result is dropped.
    pub(super) fn take_turns(&self, seat: Seat) -> Taken {
        let taken = seat.take();
        let local = self.local();
        local.takes_turns = true;
        local.rebase(self.serial());
        taken
    }

    /// This task's own part. Not to be called while another result of it is in use.
    #[inline(always)]
    #[allow(clippy::mut_from_ref)]
    pub(super) fn local(&self) -> &mut Local {
        // SAFETY: contexts and guards are `!Send`, so a `TaskRef` in the hands of the primitives is the current thread's own; no
        // caller in this module tree keeps the result across a call that takes it again.
        unsafe { &mut *self.local.get() }
    }
}

impl Local {
    /// What was found in order is to be checked anew: another task, or the same after a fork or with other debts, has other chains.
    pub(super) fn rebase(&mut self, serial: u64) {
        let base = (serial << 20 | u64::from(self.history.epoch)).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ self.debts_key();
        self.held.set_base(base, self.has_floor());
    }
}

thread_local! {
    static CURRENT: Cell<Option<TaskRef>> = const { Cell::new(None) };
    static END: EndOfThread = const { EndOfThread { thread: Cell::new(0), bubble: Cell::new(0), is_leaving: Cell::new(false) } };
}

struct EndOfThread {
    /// The kernel's number of the thread; 0 if unknown.
    thread: Cell<u32>,
    /// That of the task that the thread was started for.
    bubble: Cell<u64>,
    /// The task that the thread was started for is over.
    is_leaving: Cell<bool>,
}

/// What ends with a thread.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// A task's thread, after all that the task owned and returned was handed over or dropped.
    Thread,
    /// A thread that this crate did not start. It ends, or it ends the program.
    Adopted,
    /// The program: the main thread ends.
    Program,
}

impl Drop for EndOfThread {
    fn drop(&mut self) {
        let last = CURRENT.take();
        let bubble = last.map_or(self.bubble.get(), |task| task.bubble());
        // A task whose body goes on has ended the program; it has nothing to say of the others.
        if last.is_some_and(|task| task.spawned().is_some()) {
            return;
        }
        let is_main = last.is_some_and(|task| &*task.name() == "main");
        let end = match self.is_leaving.get() {
            true => End::Thread,
            false if is_main => End::Program,
            false => End::Adopted,
        };
        if let Some(task) = last {
            waits::ended(task, end);
        }
        waits::thread_ended(self.thread.get(), bubble, end);
    }
}

/// The current thread's task.
#[inline(always)]
pub(crate) fn current() -> TaskRef {
    match CURRENT.get() {
        Some(task) => task,
        None => adopt(),
    }
}

/// The current thread's task, unless the thread's locals are gone already.
///
/// A thread that makes or drops what others may wait for is one to know: when it ends, somebody may be left without hope.
#[inline(always)]
pub(super) fn current_if_it_lives() -> Option<TaskRef> {
    CURRENT.get().or_else(adopt_if_it_lives)
}

#[cold]
#[inline(never)]
fn adopt_if_it_lives() -> Option<TaskRef> {
    END.try_with(|_| {}).ok().map(|()| adopt())
}

/// A thread that the checker has not seen before becomes a task.
#[cold]
#[inline(never)]
fn adopt() -> TaskRef {
    let name = thread::current_name();
    threads::remember_elders();
    install(Task::begin(name, Floor::default(), History::default(), None, None, None))
}

/// Stands for the current thread: no other thread has this number as long as it lives.
#[inline(always)]
pub(super) fn own_thread() -> usize {
    CURRENT.with(|current| std::ptr::from_ref(current).addr())
}

fn install(task: TaskRef) -> TaskRef {
    CURRENT.set(Some(task));
    task.thread_token.store(own_thread(), Ordering::Relaxed);
    let thread = threads::own_id().unwrap_or_default();
    task.thread.store(thread, Ordering::Relaxed);
    // Refused while the thread's other thread-locals are being dropped: then the record stays in use for good.
    let _ = END.try_with(|end| end.thread.set(thread));
    task
}

/// A task as its parent knows it.
#[derive(Clone)]
pub(crate) struct Child {
    pub(super) task: TaskRef,
    pub(super) serial: u64,
    last: Arc<Mutex<Option<History>>>,
}

impl Child {
    pub(super) fn of(task: TaskRef) -> Child {
        Child { task, serial: task.serial(), last: Arc::default() }
    }

    pub(super) fn who(&self) -> Who {
        Who { task: self.task, serial: self.serial }
    }

    /// Whether it is still to end.
    pub(super) fn counts(&self) -> bool {
        self.who().is_here()
    }

    /// Everything that the child did is past from here on.
    pub(super) fn joined(&self) {
        if let Some(last) = self.last.lock().take() {
            let mine = &mut current().local().history;
            mine.learn(&last);
            if last.seen {
                mine.add(self.serial, u32::MAX);
            }
        }
    }
}

/// A task that has been announced and not yet begun.
pub(crate) struct Birth {
    child: Child,
    seat: Option<Seat>,
    begun: bool,
}

impl Birth {
    #[track_caller]
    pub(crate) fn new(name: Option<&str>, floor: Floor, freight: Freight) -> (Birth, Child) {
        let parent = current();
        let local = parent.local();
        let mut history = History::default();
        history.learn(&local.history);
        if local.history.seen {
            history.add(parent.serial(), local.history.epoch);
        }
        local.history.epoch += 1;
        local.rebase(parent.serial());
        let opens = local.opens.take();
        let opened = opens.as_ref().map(|(test, _)| test.clone());
        let (test, seat) = opens.map_or_else(|| (local.test.clone(), Seat::for_child()), |(test, seat)| (Some(test), seat));
        let task = Task::begin(name.map(str::to_owned), floor, history, Some(Location::caller()), Some(parent), test);
        task.owns.store(freight.load(task), Ordering::Relaxed);
        opened.iter().for_each(|test| test.root.store(task.serial(), Ordering::Relaxed));
        let child = Child::of(task);
        (Birth { child: child.clone(), seat, begun: false }, child)
    }

    /// A task of a scope: it starts from what the scope's owner holds.
    #[track_caller]
    pub(crate) fn scoped(name: Option<&str>, scope: *const (), freight: Freight) -> (Birth, Child) {
        let (birth, child) = Birth::new(name, waits::floor_of(scope), freight);
        waits::add_child(scope, child.clone());
        (birth, child)
    }

    /// Runs the task's body on this thread, which is the task's own.
    pub(crate) fn live<R>(mut self, body: impl FnOnce(TaskRef) -> R) -> R {
        self.begun = true;
        let task = install(self.child.task);
        let _taken = self.seat.take().map(|seat| task.take_turns(seat));
        body(task)
    }
}

impl Drop for Birth {
    fn drop(&mut self) {
        self.seat.iter().for_each(Seat::give_up);
        let task = self.child.task;
        *self.child.last.lock() = Some(std::mem::take(&mut task.local().history));
        if self.begun {
            CURRENT.take();
            waits::thread_leaves(task.bubble());
            let _ = END.try_with(|end| {
                end.bubble.set(task.bubble());
                end.is_leaving.set(true);
            });
        }
        waits::ended(task, End::Thread);
    }
}
