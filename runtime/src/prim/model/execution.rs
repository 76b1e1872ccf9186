//! One run of a model: what belongs to it, and how it ends.

use shuttle::scheduler::{Schedule, Scheduler, Task, TaskId};
use std::any::Any;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::ops::Deref;
use std::panic::resume_unwind;
use std::ptr;
use std::task::Waker;

std::thread_local! {
    static RUN: RefCell<Run> = RefCell::new(Run::default());
    static OVER: Cell<bool> = const { Cell::new(false) };
    static PROBES: Cell<bool> = const { Cell::new(false) };
    static ALONE: Cell<bool> = const { Cell::new(false) };
}

#[derive(Default)]
struct Run {
    stuck: Option<Stuck>,
    statics: HashMap<usize, &'static dyn Any>,
    kept: Vec<Kept>,
    /// Who sleeps, by name, in the order of falling asleep.
    asleep: BTreeMap<u64, (String, Waker)>,
    sleeps: u64,
}

/// Told the names of those who wait when all wait.
pub(crate) type Stuck = fn(Vec<String>);

/// Begins a run. When nobody can move any more, `stuck` is told who waits; then all of them unwind, one after the other, and it ends
/// as if they had come to their end. Without it, it is the scheduler that tells, and fails.
pub(crate) fn begin(stuck: Option<Stuck>) {
    let before = RUN.take();
    OVER.set(false);
    super::thread::begin();
    RUN.with_borrow_mut(|run| run.stuck = stuck);
    drop(before);
}

/// Runs what a run consists of, also if it ends in the middle.
#[cfg(test)]
pub(crate) fn to_the_end(run: impl FnOnce()) {
    if let Err(payload) = std::panic::catch_unwind(std::panic::AssertUnwindSafe(run)) {
        if !payload.is::<Over>() {
            resume_unwind(payload);
        }
    }
}

/// All are stuck, and unwind.
pub(crate) fn is_over() -> bool {
    OVER.get()
}

/// This one unwinds, so it must not wait. The others do nothing any more but that, so it takes what it needs.
pub(super) fn is_abandoned() -> bool {
    is_over() || std::thread::panicking()
}

/// The payload of those that unwind at the end.
pub(crate) struct Over;

pub(super) fn unwind() -> ! {
    resume_unwind(Box::new(Over))
}

/// A task that sleeps, until this is dropped.
pub(super) struct Asleep(u64);

impl Drop for Asleep {
    fn drop(&mut self) {
        RUN.with_borrow_mut(|run| run.asleep.remove(&self.0));
    }
}

/// The current task is about to sleep. It may be the last one.
pub(super) fn fall_asleep(waker: &Waker) -> Asleep {
    if is_over() {
        unwind();
    }
    let asleep = RUN.with_borrow_mut(|run| {
        run.sleeps += 1;
        run.asleep.insert(run.sleeps, (super::thread::current_name().unwrap_or_default(), waker.clone()));
        Asleep(run.sleeps)
    });
    look();
    if is_over() {
        drop(asleep);
        unwind();
    }
    asleep
}

/// The current task is about to sleep, or to end. If all others sleep, they are stuck.
pub(super) fn look() {
    let (stuck, somebody_sleeps) = RUN.with_borrow(|run| (run.stuck, !run.asleep.is_empty()));
    if let Some(stuck) = stuck.filter(|_| somebody_sleeps && !is_abandoned() && is_alone()) {
        stuck(RUN.with_borrow(|run| run.asleep.values().map(|(name, _)| name.clone()).collect()));
        OVER.set(true);
        let wakers: Vec<Waker> = RUN.with_borrow(|run| run.asleep.values().map(|(_, waker)| waker.clone()).collect());
        wakers.into_iter().for_each(Waker::wake);
    }
}

/// Whether nobody but the current task can go on.
fn is_alone() -> bool {
    PROBES.set(true);
    shuttle::thread::sleep(std::time::Duration::ZERO);
    PROBES.set(false);
    ALONE.get()
}

/// A scheduler that decides where there is something to decide. Who yields lets somebody else go on.
pub(crate) struct Deciding<S>(pub(crate) S);

impl<S: Scheduler> Scheduler for Deciding<S> {
    fn new_execution(&mut self) -> Option<Schedule> {
        self.0.new_execution()
    }

    fn next_task(&mut self, tasks: &[&Task], current: Option<TaskId>, yields: bool) -> Option<TaskId> {
        if let (true, Some(current)) = (PROBES.get(), current) {
            ALONE.set(tasks.iter().all(|task| task.id() == current));
            return Some(current);
        }
        let others: Vec<&Task> = tasks.iter().copied().filter(|task| !yields || Some(task.id()) != current).collect();
        match &others[..] {
            [only] => Some(only.id()),
            [] => current,
            [first, ..] if OVER.get() => Some(first.id()),
            others => self.0.next_task(others, current, yields),
        }
    }

    fn next_u64(&mut self) -> u64 {
        self.0.next_u64()
    }
}

/// A static of each run.
pub(crate) struct Static<T>(fn() -> T);

impl<T> Static<T> {
    pub(crate) const fn new(make: fn() -> T) -> Self {
        Static(make)
    }
}

impl<T: 'static> Deref for Static<T> {
    type Target = T;

    fn deref(&self) -> &T {
        let key = ptr::from_ref(self).addr();
        let known = RUN.with_borrow(|run| run.statics.get(&key).copied());
        let value = known.unwrap_or_else(|| {
            let value: &'static T = for_ever(Box::new((self.0)()));
            RUN.with_borrow_mut(|run| run.statics.insert(key, value));
            value
        });
        value.downcast_ref().expect("there is one static at an address")
    }
}

macro_rules! statics {
    ($($(#[$meta:meta])* $vis:vis static $name:ident: $kind:ty = $value:expr;)+) => {
        $($(#[$meta])* $vis static $name: $crate::prim::model::execution::Static<$kind> =
            $crate::prim::model::execution::Static::new(|| $value);)+
    };
}
pub(crate) use statics;

/// Freed when the next run begins.
struct Kept(Option<Box<dyn FnOnce()>>);

impl Drop for Kept {
    fn drop(&mut self) {
        self.0.take().into_iter().for_each(|free| free());
    }
}

/// What is not freed before the run is over.
pub(crate) fn for_ever<T: ?Sized + 'static>(value: Box<T>) -> &'static T {
    let value = Box::into_raw(value);
    // SAFETY: it came from a box. Whoever has a reference to it belongs to the run, which is over then.
    let free = move || drop(unsafe { Box::from_raw(value) });
    RUN.with_borrow_mut(|run| run.kept.push(Kept(Some(Box::new(free)))));
    // SAFETY: it lives as long as the run.
    unsafe { &*value }
}
