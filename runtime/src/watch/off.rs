//! Checking is off: the same interface, nothing behind it.

mod channel;

pub(crate) use channel::{ArmView, Parcel, Receiving, Sending, Timer, open, timer, traffic, wait_for_any, wanted_of_any};

use super::{Debt, Fate, Kind, Mode, Rules};
use crate::channel::CapacityMode;
use crate::deadlock::Exit;
use crate::level::LevelInfo;
use crate::limits::Interrupt;
use crate::report::{TaskReport, Wanted};
use std::marker::PhantomData;
use std::panic::Location;

#[derive(Clone, Copy)]
pub(crate) struct TaskRef;

#[inline(always)]
pub(crate) fn gives_way() {}

#[inline(always)]
pub(crate) fn chance(_: usize) -> Option<usize> {
    None
}

#[inline(always)]
pub(crate) fn fewer_hold(_: &Lock, _: usize) {}

#[inline(always)]
pub(crate) fn completed() {}

#[inline(always)]
pub(crate) fn capacity() -> Option<CapacityMode> {
    None
}

/// A test that runs.
pub(crate) struct Bubble;

impl Bubble {
    pub(crate) fn new(_: Rules, _: Option<u64>, _: impl Fn() + Send + Sync + 'static) -> Bubble {
        Bubble
    }

    pub(crate) fn open(&self) -> impl Sized {}

    pub(crate) fn look(&self, returned: bool) -> Option<Fate> {
        returned.then_some(Fate::Ended)
    }

    pub(crate) fn tasks(&self) -> Vec<TaskReport> {
        Vec::new()
    }
}

#[cfg(feature = "signal")]
pub(crate) fn thread_is_ours() {}

pub(crate) fn tasks() -> Vec<TaskReport> {
    Vec::new()
}

#[inline(always)]
pub(crate) fn current() -> TaskRef {
    TaskRef
}

pub(crate) struct Lock;

impl Lock {
    #[inline(always)]
    pub(crate) const fn new(_: Kind, _: Option<fn() -> &'static LevelInfo>, _: &'static Location<'static>) -> Self {
        Lock
    }

    #[inline(always)]
    pub(crate) fn wanted(&self, _: &'static str) -> Wanted {
        unreachable!("nothing is reported in an unchecked build")
    }

    #[inline(always)]
    pub(crate) fn wanted_in(&self, _: Mode) -> Wanted {
        unreachable!("nothing is reported in an unchecked build")
    }
}

#[must_use]
pub(crate) struct Hold<'a>(PhantomData<&'a Lock>);

impl<'a> Hold<'a> {
    #[inline(always)]
    pub(crate) fn convert(&mut self, _: Mode) {}

    #[inline(always)]
    pub(crate) fn pause(&mut self) {}

    #[inline(always)]
    pub(crate) fn suspend<X: Exit>(&mut self, _: &'static Location<'static>, _: X) -> Result<(), X::Error> {
        Ok(())
    }

    #[inline(always)]
    pub(crate) fn resume(&mut self, _: &'static Location<'static>, _: impl Fn() -> Option<()>, block: impl FnOnce()) {
        block();
    }

    #[inline(always)]
    pub(crate) fn opens<T: ?Sized>(&self) {}

    #[inline(always)]
    pub(crate) fn forget(self) {}
}

#[inline(always)]
pub(crate) fn abandon(_: TaskRef, _: &Lock, _: Mode) {}

#[inline(always)]
pub(crate) fn acquire<'a, G, X: Exit>(
    _: TaskRef,
    _: &'a Lock,
    _: Mode,
    _: &'static Location<'static>,
    _: X,
    _: impl Fn() -> Option<G>,
    block: impl FnOnce() -> G,
) -> Result<(Hold<'a>, G), X::Error> {
    Ok((Hold(PhantomData), block()))
}

#[inline(always)]
pub(crate) fn try_acquire<'a, G>(
    _: TaskRef,
    _: &'a Lock,
    _: Mode,
    _: &'static Location<'static>,
    attempt: impl FnOnce() -> Option<G>,
) -> Option<(Hold<'a>, G)> {
    attempt().map(|guard| (Hold(PhantomData), guard))
}

#[inline(always)]
pub(crate) fn acquire_within<'a, G, X: Exit>(
    _: TaskRef,
    _: &'a Lock,
    _: Mode,
    _: &'static Location<'static>,
    _: X,
    wait: impl FnOnce() -> Result<G, Interrupt>,
) -> Result<(Hold<'a>, G), Interrupt> {
    wait().map(|guard| (Hold(PhantomData), guard))
}

/// Waits in `block`, which ends by itself.
#[inline(always)]
pub(crate) fn limited<R>(
    _: impl FnOnce() -> Wanted,
    _: &'static Location<'static>,
    _: impl FnOnce() -> Option<R>,
    block: impl FnOnce() -> R,
) -> R {
    block()
}

#[inline(always)]
pub(crate) fn ask<X: Exit>(_: TaskRef, _: &Lock, _: Mode, _: &'static Location<'static>, _: X) -> Result<(), X::Error> {
    Ok(())
}

#[inline(always)]
pub(crate) fn upgrade(_: &mut Hold<'_>, _: &'static Location<'static>, _: impl Fn() -> Option<()>, block: impl FnOnce()) {
    block();
}

#[inline(always)]
pub(crate) fn waiting_for_tasks<R, X: Exit>(
    _: &[Child],
    _: &'static Location<'static>,
    _: X,
    wait: impl FnOnce() -> R,
) -> Result<R, X::Error> {
    Ok(wait())
}

#[inline(always)]
pub(crate) fn check_entry(_: &[fn() -> &'static LevelInfo], _: &'static Location<'static>) -> TaskRef {
    TaskRef
}

/// A task as its parent knows it.
#[derive(Clone)]
pub(crate) struct Child;

impl Child {
    #[inline(always)]
    pub(crate) fn wanted(&self) -> Wanted {
        unreachable!("nothing is reported in an unchecked build")
    }
}

/// What a task carries from its parent.
pub(crate) struct Birth;

impl Birth {
    #[inline(always)]
    pub(crate) fn new(_: Option<&str>, _: Floor, _: Freight) -> (Birth, Child) {
        (Birth, Child)
    }

    #[inline(always)]
    pub(crate) fn scoped(_: Option<&str>, _: *const (), _: Freight) -> (Birth, Child) {
        (Birth, Child)
    }

    #[inline(always)]
    pub(crate) fn live<R>(self, body: impl FnOnce(TaskRef) -> R) -> R {
        body(TaskRef)
    }
}

/// What a new task's closure captured.
pub(crate) struct Freight;

impl Freight {
    #[inline(always)]
    pub(crate) fn of<F>(_: &F) -> Freight {
        Freight
    }
}

/// All ends of one kind of one thing.
pub(crate) struct Ends;

impl Ends {
    #[inline(always)]
    pub(crate) const fn new(_: &str) -> Ends {
        Ends
    }

    #[inline(always)]
    pub(crate) fn add(&self, _: &'static Location<'static>) -> End {
        End
    }

    #[inline(always)]
    pub(crate) fn remove(&self, _: &End) {}

    #[inline(always)]
    pub(crate) fn without<R>(&self, _: &End, wait: impl FnOnce() -> R) -> R {
        wait()
    }
}

/// One end.
pub(crate) struct End;

impl End {
    #[inline(always)]
    pub(crate) fn tie(&self, _: &'static Location<'static>) {}

    #[inline(always)]
    pub(crate) fn loosen(&self) {}
}

/// The current task opens a place where it could leave an end for others.
#[inline(always)]
pub(crate) fn opens<T: ?Sized>(_: TaskRef) {}

/// What a task's parent holds while it waits for the task.
#[derive(Clone, Default)]
pub(crate) struct Floor(());

impl Floor {
    #[inline(always)]
    pub(crate) fn above(_: fn() -> &'static LevelInfo) -> Floor {
        Floor(())
    }
}

/// The tasks of a scope.
pub(crate) struct ScopeTasks;

impl ScopeTasks {
    #[inline(always)]
    pub(crate) fn new(_: *const ()) -> ScopeTasks {
        ScopeTasks
    }

    #[inline(always)]
    pub(crate) fn wait_for_end(&self, _: &'static Location<'static>) -> ScopeWait {
        ScopeWait
    }
}

/// The wait for the end of a scope.
pub(crate) struct ScopeWait;

/// Waits for something that is no lock and no task's end, in `block`.
#[inline(always)]
pub(crate) fn wait_for<R, X: Exit>(
    _: &impl super::Awaited,
    _: &'static Location<'static>,
    _: X,
    _: impl Fn() -> Option<R>,
    block: impl FnOnce() -> R,
) -> Result<R, X::Error> {
    Ok(block())
}

/// What the current task owes by owning an end.
pub(crate) struct Counted(());

impl Counted {
    #[inline(always)]
    pub(crate) fn new(_: Debt, _: &'static Location<'static>) -> Counted {
        Counted(())
    }

    #[inline(always)]
    pub(crate) fn nothing() -> Counted {
        Counted(())
    }
}

/// The name of what can be waited for.
pub(crate) struct Event;

impl Event {
    #[inline(always)]
    pub(crate) const fn new(_: &str, _: &str, _: Option<fn() -> &'static LevelInfo>, _: &'static Location<'static>) -> Self {
        Event
    }

    #[inline(always)]
    pub(crate) fn wanted(&self) -> Wanted {
        unreachable!("nothing is reported in an unchecked build")
    }
}

/// How many waits of a condvar were notified and have not returned yet.
pub(crate) struct Notifications;

impl Notifications {
    #[inline(always)]
    pub(crate) const fn new() -> Self {
        Notifications
    }

    #[inline(always)]
    pub(crate) fn count(&self, notify: impl FnOnce() -> usize) -> usize {
        notify()
    }

    #[inline(always)]
    pub(crate) fn returned(&self) {}

    #[inline(always)]
    pub(crate) fn are_coming(&self) -> bool {
        false
    }
}
