//! Checking is off: the same interface, nothing behind it.

use super::{Kind, Mode};
use crate::level::LevelInfo;
use std::marker::PhantomData;
use std::panic::Location;

#[derive(Clone, Copy)]
pub(crate) struct TaskRef;

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
}

#[must_use]
pub(crate) struct Hold<'a>(PhantomData<&'a Lock>);

impl<'a> Hold<'a> {
    #[inline(always)]
    pub(crate) fn convert(&mut self, _: Mode) {}

    #[inline(always)]
    pub(crate) fn pause(&mut self) {}

    #[inline(always)]
    pub(crate) fn resume(&mut self, _: &'static Location<'static>, _: impl Fn() -> Option<()>, block: impl FnOnce()) {
        block();
    }

    #[inline(always)]
    pub(crate) fn forget(self) {}
}

#[inline(always)]
pub(crate) fn abandon(_: TaskRef, _: &Lock, _: Mode) {}

#[inline(always)]
pub(crate) fn acquire<'a, G>(
    _: TaskRef,
    _: &'a Lock,
    _: Mode,
    _: &'static Location<'static>,
    _: impl Fn() -> Option<G>,
    block: impl FnOnce() -> G,
) -> (Hold<'a>, G) {
    (Hold(PhantomData), block())
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
pub(crate) fn upgrade(_: &mut Hold<'_>, _: &'static Location<'static>, _: impl Fn() -> Option<()>, block: impl FnOnce()) {
    block();
}

#[inline(always)]
pub(crate) fn waiting_for_tasks<R>(_: &[Child], _: &'static Location<'static>, wait: impl FnOnce() -> R) -> R {
    wait()
}

#[inline(always)]
pub(crate) fn check_entry(_: &[fn() -> &'static LevelInfo], _: &'static Location<'static>) -> TaskRef {
    TaskRef
}

/// A task as its parent knows it.
#[derive(Clone)]
pub(crate) struct Child;

/// What a task carries from its parent.
pub(crate) struct Birth;

impl Birth {
    #[inline(always)]
    pub(crate) fn new(_: Option<&str>, _: Floor) -> (Birth, Child) {
        (Birth, Child)
    }

    #[inline(always)]
    pub(crate) fn scoped(_: Option<&str>, _: *const ()) -> (Birth, Child) {
        (Birth, Child)
    }

    #[inline(always)]
    pub(crate) fn live<R>(self, body: impl FnOnce(TaskRef) -> R) -> R {
        body(TaskRef)
    }
}

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
pub(crate) fn wait_for<R>(
    _: &impl super::Awaited,
    _: &'static Location<'static>,
    _: impl Fn() -> Option<R>,
    block: impl FnOnce() -> R,
) -> R {
    block()
}
