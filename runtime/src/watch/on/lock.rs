//! What a lock carries in a checked build.

use super::learned;
use super::task::Task;
use crate::level::LevelInfo;
use crate::report::LockReport;
use crate::watch::Kind;
use std::panic::Location;
use std::ptr;
use std::sync::atomic::{AtomicPtr, AtomicU64, Ordering};

pub(crate) type LockId = u64;

pub(crate) struct Lock {
    /// Who holds it alone. Written by the holder only, after it took the lock and before it releases it.
    pub(super) owner: AtomicPtr<Task>,
    id: AtomicU64,
    pub(super) origin: Origin,
}

/// Where a lock comes from: copied to where it is held, so that a report never has to look at a lock that may be gone.
#[derive(Clone, Copy)]
pub(crate) struct Origin {
    pub(super) created: &'static Location<'static>,
    pub(super) level: Option<fn() -> &'static LevelInfo>,
    pub(super) kind: Kind,
}

impl Origin {
    pub(super) fn report(self, id: LockId) -> LockReport {
        LockReport {
            kind: match self.kind {
                Kind::Mutex => "mutex",
                Kind::RwLock => "rwlock",
                Kind::Once => "once",
            },
            level: self.level.map(|level| level().name),
            created: self.created,
            id,
        }
    }
}

static IDS: AtomicU64 = AtomicU64::new(1);

impl Lock {
    pub(crate) const fn new(kind: Kind, level: Option<fn() -> &'static LevelInfo>, created: &'static Location<'static>) -> Self {
        Lock { owner: AtomicPtr::new(ptr::null_mut()), id: AtomicU64::new(0), origin: Origin { created, level, kind } }
    }

    /// A number of its own, given on first use.
    #[inline(always)]
    pub(super) fn id(&self) -> LockId {
        match self.id.load(Ordering::Relaxed) {
            0 => self.number(),
            id => id,
        }
    }

    #[cold]
    #[inline(never)]
    fn number(&self) -> LockId {
        let id = IDS.fetch_add(1, Ordering::Relaxed);
        match self.id.compare_exchange(0, id, Ordering::Relaxed, Ordering::Relaxed) {
            Ok(_) => id,
            Err(other) => other,
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        let id = *self.id.get_mut();
        if id != 0 {
            learned::forget(id);
        }
    }
}
