//! What a levelled lock returns: the guard, and the context in which it is held.

use crate::cx::Cx;
use crate::level::{After, Level};
use std::fmt;
use std::ops::{Deref, DerefMut};
use std::panic::Location;

/// A guard `G` together with the borrow of the context: while it lives, the outer context cannot be used.
///
/// It dereferences to the data. To take another lock while holding this one, or for a guard's own functions (`MutexGuard::map`),
/// take it apart with [`nest`](Held::nest).
#[must_use = "if unused, the lock is released at once"]
pub struct Held<'a, G, H> {
    pub(crate) guard: G,
    pub(crate) cx: &'a mut Cx<H>,
}

impl<'a, G, H> Held<'a, G, H> {
    /// The guard, and the context in which it is held.
    ///
    /// ```
    /// # #[unhang::levels] mod order { pub struct Accounts; #[after(Accounts)] pub struct Journal; }
    /// # use order::*; use unhang::{Mutex, root};
    /// # let (accounts, journal) = (Mutex::<_, Accounts>::new(1), Mutex::<_, Journal>::new(vec![]));
    /// # root(|cx| {
    /// let (mut accounts, cx) = accounts.lock(cx).nest();
    /// journal.lock(cx).push("one more");
    /// *accounts += 1;
    /// # });
    /// ```
    #[inline(always)]
    pub fn nest(self) -> (G, &'a mut Cx<H>) {
        (self.guard, self.cx)
    }
}

/// What waits for the lock once more. It asks for the whole `Held`, not for the nested guard: what was taken after the lock would
/// be held while it is waited for.
impl<G: WaitAgain<H>, H> Held<'_, G, H> {
    /// Releases the lock while `f` runs, and takes it again.
    ///
    /// In a checked build, where waiting for it again would close a circle, the process aborts if the policy is to panic: a guard
    /// must not be without its lock.
    #[inline]
    #[track_caller]
    pub fn unlocked<U>(held: &mut Self, f: impl FnOnce() -> U) -> U {
        held.guard.released(false, Location::caller(), f)
    }

    /// Releases the lock to whoever waits longest while `f` runs, and takes it again, as [`unlocked`](Self::unlocked) does.
    #[inline]
    #[track_caller]
    pub fn unlocked_fair<U>(held: &mut Self, f: impl FnOnce() -> U) -> U {
        held.guard.released(true, Location::caller(), f)
    }

    /// Lets whoever waits longest go first, once.
    #[inline]
    #[track_caller]
    pub fn bump(held: &mut Self) {
        held.guard.released(true, Location::caller(), || ());
    }
}

/// Upgrading waits for the other readers. It asks for the whole `Held`, as [`unlocked`](Self::unlocked) does.
impl<'a, G: Upgrade<H>, H> Held<'a, G, H> {
    /// Becomes the writer, blocking until nobody else reads.
    ///
    /// # Panics
    ///
    /// In a checked build, by the default [`Policy`](crate::Policy), when the wait closes a circle. The lock is released then.
    #[inline]
    #[track_caller]
    pub fn upgrade(held: Self) -> Held<'a, G::Upgraded, H> {
        Held { guard: held.guard.upgrade(Location::caller()), cx: held.cx }
    }

    /// Writes in `f`, after blocking until nobody else reads, and goes back to reading.
    ///
    /// # Panics
    ///
    /// Where [`upgrade`](Self::upgrade) does. The guard stays what it is then.
    #[inline]
    #[track_caller]
    pub fn with_upgraded<U>(held: &mut Self, f: impl FnOnce(&mut G::Target) -> U) -> U {
        held.guard.with_upgraded(Location::caller(), f)
    }
}

/// A lock of this level, held in the context `H`, came after all else that `H` says: it may be waited for again, as long as the
/// context was not used since.
#[doc(hidden)]
pub trait Within<H> {}
impl<L: Level> Within<L> for L {}
impl<L: Level + After<H>, H> Within<(H, L)> for L {}

/// Named in the error when a guard is moved to another thread.
pub(crate) trait GuardOfOneThread {}

/// A guard that can give its lock up for a while, where it is held in the context `H`.
#[doc(hidden)]
pub trait WaitAgain<H> {
    fn released<U>(&mut self, fair: bool, at: &'static Location<'static>, f: impl FnOnce() -> U) -> U;
}

/// A guard that can become a writer's, where it is held in the context `H`.
#[doc(hidden)]
pub trait Upgrade<H>: Deref {
    type Upgraded;
    fn upgrade(self, at: &'static Location<'static>) -> Self::Upgraded;
    fn with_upgraded<U>(&mut self, at: &'static Location<'static>, f: impl FnOnce(&mut Self::Target) -> U) -> U;
}

impl<G: Deref, H> Deref for Held<'_, G, H> {
    type Target = G::Target;
    #[inline(always)]
    fn deref(&self) -> &G::Target {
        &self.guard
    }
}

impl<G: DerefMut, H> DerefMut for Held<'_, G, H> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut G::Target {
        &mut self.guard
    }
}

impl<G: fmt::Debug, H> fmt::Debug for Held<'_, G, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.guard.fmt(f)
    }
}

impl<G: fmt::Display, H> fmt::Display for Held<'_, G, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.guard.fmt(f)
    }
}
