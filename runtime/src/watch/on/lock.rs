//! What a lock carries in a checked build.

use super::learned;
use super::needs::Who;
use super::task::Task;
use crate::level::LevelInfo;
use crate::prim::atomic::{AtomicPtr, AtomicU64, Ordering};
use crate::report::LockReport;
use crate::watch::{Kind, Mode};
use std::panic::Location;
use std::ptr;

/// A lock's number, scrambled and with its kind: as good as random.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct LockId(pub(super) u64);

/// Below the number: three bits for a mode, two for a kind.
const MODE_BITS: u32 = 3;
const LOW_BITS: u32 = 5;

impl LockId {
    fn new(number: u64, kind: Kind) -> LockId {
        LockId(scramble(number) << LOW_BITS | (kind as u64) << MODE_BITS)
    }

    /// Of a key, which says in addition how the lock is held.
    pub(super) fn of(key: u64) -> LockId {
        LockId(key >> MODE_BITS << MODE_BITS)
    }

    pub(super) fn key(self, mode: Mode) -> u64 {
        self.0 | mode as u64
    }

    #[inline(always)]
    pub(super) fn has_number(self) -> bool {
        self.0 >> LOW_BITS != 0
    }

    pub(super) fn number(self) -> u64 {
        unscramble(self.0 >> LOW_BITS)
    }

    pub(super) fn kind(self) -> Kind {
        [Kind::Mutex, Kind::RwLock, Kind::Once, Kind::Semaphore][(self.0 >> MODE_BITS & 3) as usize]
    }
}

/// With all bits of a mode set, so that it makes no key that is zero.
const fn unnumbered(kind: Kind) -> u64 {
    (kind as u64) << MODE_BITS | ((1 << MODE_BITS) - 1)
}

#[inline(always)]
pub(super) fn mode_of(key: u64) -> Mode {
    let modes = [Mode::Exclusive, Mode::Shared, Mode::Recursive, Mode::Upgradable, Mode::Upgrade];
    modes[(key & ((1 << MODE_BITS) - 1)) as usize]
}

/// A one-to-one map of the numbers that fit above `LOW_BITS`; zero stays zero.
fn scramble(number: u64) -> u64 {
    let x = number.wrapping_mul(FACTOR) & NUMBERS;
    x ^ x >> HALF
}

fn unscramble(x: u64) -> u64 {
    (x ^ x >> HALF).wrapping_mul(INVERSE) & NUMBERS
}

const NUMBERS: u64 = u64::MAX >> LOW_BITS;
const HALF: u32 = 30;
const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
/// `FACTOR * INVERSE == 1`, by Newton's method.
const INVERSE: u64 = {
    let mut inverse: u64 = 1;
    let mut round = 0;
    while round < 6 {
        inverse = inverse.wrapping_mul(2_u64.wrapping_sub(FACTOR.wrapping_mul(inverse)));
        round += 1;
    }
    inverse
};

pub(crate) struct Lock {
    /// Who took it alone last: written by whoever holds it, and left there. Whether that task holds it still is for its own record
    /// to say.
    pub(super) owner: AtomicPtr<Task>,
    /// A `LockId`, or the kind alone while it has no number.
    id: AtomicU64,
    pub(super) origin: Origin,
    /// The last chain that ended in it, of those that were found in order.
    chain: AtomicU64,
}

/// Where a lock comes from: copied to where it is held, so that a report never has to look at a lock that may be gone.
#[derive(Clone, Copy)]
pub(crate) struct Origin {
    pub(super) created: &'static Location<'static>,
    pub(super) level: Option<fn() -> &'static LevelInfo>,
}

impl Origin {
    pub(super) fn report(self, id: LockId) -> LockReport {
        LockReport {
            kind: match id.kind() {
                Kind::Mutex => "mutex",
                Kind::RwLock => "rwlock",
                Kind::Once => "once",
                Kind::Semaphore => "semaphore",
            },
            level: self.level.map(|level| level().name),
            created: self.created,
            id: id.number(),
        }
    }
}

/// Numbers of locks and events.
pub(super) static IDS: AtomicU64 = AtomicU64::new(1);

impl Lock {
    pub(crate) const fn new(kind: Kind, level: Option<fn() -> &'static LevelInfo>, created: &'static Location<'static>) -> Self {
        Lock {
            owner: AtomicPtr::new(ptr::null_mut()),
            id: AtomicU64::new(unnumbered(kind)),
            origin: Origin { created, level },
            chain: AtomicU64::new(0),
        }
    }

    /// A number of its own, given on first use.
    #[inline(always)]
    pub(super) fn id(&self) -> LockId {
        let id = self.known_id();
        if id.has_number() { id } else { self.number() }
    }

    /// The number that it was given, if it was.
    #[inline(always)]
    pub(super) fn known_id(&self) -> LockId {
        LockId(self.id.load(Ordering::Relaxed))
    }

    pub(super) fn kind(&self) -> Kind {
        self.known_id().kind()
    }

    /// Whether who took it alone last waits for something now, so that it will not give the lock back soon.
    pub(super) fn owner_waits(&self) -> bool {
        // SAFETY: task records are never freed.
        let owner = unsafe { self.owner.load(Ordering::Relaxed).as_ref() };
        owner.is_some_and(|owner| owner.is_waiting.load(Ordering::Relaxed))
    }

    /// Who took it alone last.
    pub(super) fn last_owner(&self) -> Option<Who> {
        // SAFETY: task records are never freed.
        unsafe { self.owner.load(Ordering::Relaxed).as_ref() }.map(Who::is)
    }

    /// Whether somebody ever took it alone.
    pub(super) fn was_taken_alone(&self) -> bool {
        !self.owner.load(Ordering::Relaxed).is_null()
    }

    /// Whether several can hold it at once.
    pub(super) fn is_shared(&self) -> bool {
        matches!(self.kind(), Kind::RwLock | Kind::Semaphore)
    }

    /// Whether this is the last chain that ended in it, and so in order.
    #[inline(always)]
    pub(super) fn ended(&self, chain: u64) -> bool {
        self.chain.load(Ordering::Relaxed) == chain
    }

    /// Whether a chain that ends in it is in order, as far as that is remembered.
    pub(super) fn ends(&self, chain: u64) -> bool {
        let is_known = learned::is_known(chain);
        if is_known {
            self.chain.store(chain, Ordering::Relaxed);
        }
        is_known
    }

    #[cold]
    #[inline(never)]
    fn number(&self) -> LockId {
        let id = LockId::new(IDS.fetch_add(1, Ordering::Relaxed), self.kind());
        match self.id.compare_exchange(unnumbered(self.kind()), id.0, Ordering::Relaxed, Ordering::Relaxed) {
            Ok(_) => id,
            Err(other) => LockId(other),
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        let id = LockId(*self.id.get_mut());
        if id.has_number() {
            learned::forget(id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_comes_back() {
        for number in (0..1000).chain([NUMBERS - 1, NUMBERS, 1 << 40]) {
            let id = LockId::new(number, Kind::RwLock);
            let key = id.key(Mode::Upgradable);
            assert_eq!((LockId::of(key), mode_of(key)), (id, Mode::Upgradable));
            assert_eq!((id.number(), id.kind()), (number, Kind::RwLock));
        }
    }
}
