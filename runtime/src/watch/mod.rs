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

/// Something that is no lock and no task's end, and that a task can wait for: a message, space for one, the end of a group.
#[cfg_attr(not(any(debug_assertions, feature = "checked")), allow(dead_code))]
pub(crate) trait Awaited {
    /// Whether what a waiting task waits for has come, or is on its way; looked at by other tasks while it waits.
    fn is_coming(&self) -> bool;

    /// What it is, for reports.
    fn wanted(&self) -> crate::report::Wanted;
}
