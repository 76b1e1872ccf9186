//! What can be waited for beside locks and tasks, as reports name it.

use super::lock::{IDS, Lock};
use super::schedule;
use crate::level::LevelInfo;
use crate::prim::atomic::{AtomicIsize, AtomicU64, AtomicUsize, Ordering};
use crate::report::{EventReport, Wanted};
use std::panic::Location;

/// The name of a wait group, a barrier or a condvar.
pub(crate) struct Event {
    kind: &'static str,
    how: &'static str,
    level: Option<fn() -> &'static LevelInfo>,
    created: &'static Location<'static>,
    /// Zero until somebody asks.
    id: AtomicU64,
}

impl Event {
    pub(crate) const fn new(
        kind: &'static str,
        how: &'static str,
        level: Option<fn() -> &'static LevelInfo>,
        created: &'static Location<'static>,
    ) -> Self {
        Event { kind, how, level, created, id: AtomicU64::new(0) }
    }

    pub(crate) fn wanted(&self) -> Wanted {
        let level = self.level.map(|level| level().name);
        Wanted::Event(EventReport { kind: self.kind, level, created: self.created, id: self.id() }, self.how)
    }

    fn id(&self) -> u64 {
        match self.id.load(Ordering::Relaxed) {
            0 => {
                let fresh = IDS.fetch_add(1, Ordering::Relaxed);
                self.id.compare_exchange(0, fresh, Ordering::Relaxed, Ordering::Relaxed).map_or_else(|earlier| earlier, |_| fresh)
            }
            id => id,
        }
    }
}

impl Lock {
    /// A part of what it guards, for reports.
    pub(crate) fn wanted(&self, how: &'static str) -> Wanted {
        let lock = self.origin.report(self.id());
        Wanted::Event(EventReport { kind: lock.kind, level: lock.level, created: lock.created, id: lock.id }, how)
    }
}

/// How many waits of a condvar were notified and have not returned yet.
pub(crate) struct Notifications {
    /// Notifications of which it is not known yet whom they woke.
    unsure: AtomicUsize,
    /// Below zero for a moment, when who was woken is faster than who woke.
    coming: AtomicIsize,
}

impl Notifications {
    pub(crate) const fn new() -> Self {
        Notifications { unsure: AtomicUsize::new(0), coming: AtomicIsize::new(0) }
    }

    /// Notifies in `notify`, which returns how many it woke.
    pub(crate) fn count(&self, notify: impl FnOnce() -> usize) -> usize {
        self.unsure.fetch_add(1, Ordering::SeqCst);
        let woken = notify();
        self.coming.fetch_add(woken as isize, Ordering::SeqCst);
        self.unsure.fetch_sub(1, Ordering::SeqCst);
        schedule::point();
        woken
    }

    /// A wait was notified, and returns.
    pub(crate) fn returned(&self) {
        self.coming.fetch_sub(1, Ordering::SeqCst);
    }

    /// Whether some wait may have been notified that has not returned. Two notifications at once that cancel out are seen as
    /// unsure, since each is that for as long as its count is missing.
    pub(crate) fn are_coming(&self) -> bool {
        self.unsure.load(Ordering::SeqCst) != 0 || self.coming.load(Ordering::SeqCst) != 0
    }
}
