//! The one switch: what every primitive tells the run-time checker, or, in an unchecked build, nothing at all.
//!
//! `on` and `off` have one interface. No other room asks whether checking is on.

#[cfg(any(debug_assertions, feature = "checked"))]
mod on;
#[cfg(any(debug_assertions, feature = "checked"))]
pub(crate) use on::*;

#[cfg(not(any(debug_assertions, feature = "checked")))]
mod off;
#[cfg(not(any(debug_assertions, feature = "checked")))]
pub(crate) use off::*;

use crate::channel::CapacityMode;
use crate::level::LevelInfo;
use crate::report::Report;

/// How a lock is wanted or held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(any(debug_assertions, feature = "checked")), allow(dead_code))]
pub(crate) enum Mode {
    /// Alone: a mutex, a writer, an initialiser.
    Exclusive,
    /// Beside other readers, and behind a writer that waits.
    Shared,
    /// Beside other readers, also past a writer that waits.
    Recursive,
    /// Beside readers, alone among those that may upgrade.
    Upgradable,
    /// From upgradable to alone: the others' reads must end.
    Upgrade,
}

/// What kind of lock it is, for reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(any(debug_assertions, feature = "checked")), allow(dead_code))]
pub(crate) enum Kind {
    Mutex,
    RwLock,
    Once,
    Semaphore,
}

/// What a task owes to others beside its locks, by level: an entry of a context's type, as data.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(not(any(debug_assertions, feature = "checked")), allow(dead_code))]
pub(crate) enum Debt {
    /// It owns a sender, or a token: others may wait for what it has yet to do.
    Owes(fn() -> &'static LevelInfo),
    /// It owns a receiver: others may wait for it to take messages out.
    Drains(fn() -> &'static LevelInfo),
}

/// What a test asks for.
#[derive(Debug, Clone, Default)]
#[cfg_attr(not(any(debug_assertions, feature = "checked")), allow(dead_code))]
pub(crate) struct Rules {
    /// The capacity of its bounded channels.
    pub(crate) capacity: Option<CapacityMode>,
    /// Tasks may outlive it; messages may be lost; guards may be forgotten.
    pub(crate) leaks: bool,
    pub(crate) stranded: bool,
    pub(crate) forgotten: bool,
    /// It runs under a harness, whose main thread has nothing of it.
    pub(crate) harness: bool,
}

/// What has become of a test.
#[cfg_attr(not(any(debug_assertions, feature = "checked")), allow(dead_code))]
pub(crate) enum Fate {
    /// All its tasks are over.
    Ended,
    /// Something was found; a panic may have told of it.
    Found(Box<Report>, bool),
}

/// Something that is no lock and no task's end, and that a task can wait for: a message, space for one, the end of a group.
///
/// Other tasks ask it, under the registry's lock, while one waits: it must wait for nobody, and lock nothing that is held around a
/// wait.
#[cfg_attr(not(any(debug_assertions, feature = "checked")), allow(dead_code))]
pub(crate) trait Awaited: Sync {
    /// Whether what a waiting task waits for has come, or is on its way.
    ///
    /// It is true from before anybody can be woken, and stays true until everybody who was woken has left [`wait_for`]: a message
    /// counts as coming until its receiver has counted it after the wait, not until it is out of the queue.
    fn is_coming(&self) -> bool;

    /// Whether attempts without waiting can meet what comes. Two who meet only while one of them waits would miss each other.
    fn can_be_attempted(&self) -> bool {
        true
    }

    /// Who could bring it. The same as long as somebody waits, but for who owns which end. What an owner brought, and that it is the
    /// last who goes, shows in [`is_coming`](Self::is_coming) before its end is missing here.
    fn wakers(&self) -> Wakers<'_>;

    /// What it is, for reports.
    fn wanted(&self) -> crate::report::Wanted;
}

/// Who could bring what a task waits for.
#[cfg_attr(not(any(debug_assertions, feature = "checked")), allow(dead_code))]
pub(crate) enum Wakers<'a> {
    /// Anybody.
    Unknown,
    /// Each who owns one of these.
    Any(Vec<&'a Ends>),
    /// All who own one of these, together.
    All(&'a Ends),
    /// Each who holds this, of so many; or who makes more of it.
    Holders(&'a Lock, usize),
}
