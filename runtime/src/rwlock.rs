//! The reader-writer lock: parking_lot's, with a level.

use crate::cx::Cx;
use crate::deadlock::{Breaks, Exit, Unwinds};
use crate::held::{GuardOfOneThread, Held, Upgrade, WaitAgain, Within};
use crate::level::{After, Dynamic, Level, LockLevel};
use crate::limits::{Interrupt, Limits};
use crate::mutex::IntoInner;
use crate::prim::{self, RawRwLock};
use crate::watch::{self, Hold, Kind, Mode, TaskRef};
use parking_lot::lock_api::{
    RawRwLock as _, RawRwLockDowngrade as _, RawRwLockFair as _, RawRwLockRecursive as _, RawRwLockRecursiveTimed as _,
    RawRwLockTimed as _, RawRwLockUpgrade as _, RawRwLockUpgradeDowngrade as _, RawRwLockUpgradeFair as _, RawRwLockUpgradeTimed as _,
};
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::panic::Location;
use std::ptr::{self, NonNull};
use std::time::{Duration, Instant};

/// A lock with many readers or one writer, and a place in the declared order.
///
/// With a level `L` it is taken with a context, [`read(cx)`](LevelledRwLock::read) and [`write(cx)`](LevelledRwLock::write), and
/// the compiler refuses an order that can deadlock. Without one (`L = Dynamic`) its interface is parking_lot's, and the order is
/// learned while the program runs.
///
/// A reader waits behind a writer that waits, so a task that reads twice at once hangs as soon as a writer comes between: pass the
/// guard on, or use `read_recursive`. An upgradable reader stands beside the others and may become a writer; there is one at a time.
///
/// It blocks in `read`, `write`, `read_recursive`, `upgradable_read` and `upgrade`, and for a limited time in the timed forms. In an
/// unchecked build it costs what parking_lot's costs, in size and in time; in a checked one, five words more and some tens of
/// instructions.
#[repr(transparent)]
pub struct RwLock<T: ?Sized, L = Dynamic> {
    inner: LevelledRwLock<T, L>,
}

/// The part of a [`RwLock`] that asks for a context; every `RwLock<T, L>` with a level dereferences to it.
pub struct LevelledRwLock<T: ?Sized, L> {
    level: PhantomData<fn() -> L>,
    watch: watch::Lock,
    raw: prim::RwLock<T>,
}

/// Shared access to the data of a [`RwLock`]; dropping it releases. It stays on its thread.
pub type RwLockReadGuard<'a, T, L = Dynamic> = RwLockGuard<'a, T, L, Reading>;

/// Exclusive access to the data of a [`RwLock`]; dropping it releases. It stays on its thread.
pub type RwLockWriteGuard<'a, T, L = Dynamic> = RwLockGuard<'a, T, L, Writing>;

/// Shared access to the data of a [`RwLock`] that can become exclusive; dropping it releases. It stays on its thread.
pub type RwLockUpgradableReadGuard<'a, T, L = Dynamic> = RwLockGuard<'a, T, L, Upgradable>;

/// Creates an unlocked lock without a level; [`RwLock::new`] is as good in a constant.
#[track_caller]
pub const fn const_rwlock<T>(value: T) -> RwLock<T> {
    RwLock::new(value)
}

impl<T, L: LockLevel> RwLock<T, L> {
    /// Creates an unlocked lock.
    #[inline]
    #[track_caller]
    pub const fn new(value: T) -> Self {
        Self::around(prim::RwLock::new(value), Location::caller())
    }

    const fn around(raw: prim::RwLock<T>, created: &'static Location<'static>) -> Self {
        let watch = watch::Lock::new(Kind::RwLock, L::INFO, created);
        RwLock { inner: LevelledRwLock { level: PhantomData, watch, raw } }
    }
}

impl<T> RwLock<T> {
    /// Creates a lock around an unlocked raw one.
    #[inline]
    #[track_caller]
    pub const fn from_raw(raw: RawRwLock, value: T) -> Self {
        Self::around(prim::RwLock::from_raw(raw, value), Location::caller())
    }

    /// Creates a lock around an unlocked raw one: another name of [`from_raw`](Self::from_raw).
    #[inline]
    #[track_caller]
    pub const fn const_new(raw: RawRwLock, value: T) -> Self {
        Self::from_raw(raw, value)
    }

    /// The data.
    #[inline]
    pub fn into_inner(self) -> T {
        self.inner.raw.into_inner()
    }
}

/// Doing without a context: the interface of `parking_lot::RwLock`.
///
/// What blocks panics in a checked build, by the default [`Policy`](crate::Policy), when this task holds the lock already, when the
/// wait closes a circle, or when the order conflicts with what was learned. What does not block, or for a limited time only, asks
/// for no order.
impl<T: ?Sized> RwLock<T> {
    /// Takes the lock for reading, blocking until no writer has it or waits for it.
    #[inline]
    #[track_caller]
    pub fn read(&self) -> RwLockReadGuard<'_, T> {
        let Ok(guard) = self.inner.acquire(watch::current(), Mode::Shared, Location::caller(), Unwinds);
        guard
    }

    /// Takes the lock as [`read`](Self::read) does, unless waits end before: see [`LevelledRwLock::read_within`].
    ///
    /// # Errors
    ///
    /// When somebody cancelled or the deadline has passed, also if the lock is free.
    #[inline]
    #[track_caller]
    pub fn read_within(&self) -> Result<RwLockReadGuard<'_, T>, Interrupt> {
        self.inner.acquire_within(watch::current(), Mode::Shared, Location::caller())
    }

    /// Takes the lock for reading if that needs no waiting.
    #[inline]
    #[track_caller]
    pub fn try_read(&self) -> Option<RwLockReadGuard<'_, T>> {
        let at = Location::caller();
        self.inner.attempt(watch::current(), Mode::Shared, at, |raw| raw.try_lock_shared())
    }

    /// Takes the lock for reading, waiting for at most `timeout`.
    #[inline]
    #[track_caller]
    pub fn try_read_for(&self, timeout: Duration) -> Option<RwLockReadGuard<'_, T>> {
        let at = Location::caller();
        self.inner.attempt_for_a_while(watch::current(), Mode::Shared, at, |raw| raw.try_lock_shared_for(timeout))
    }

    /// Takes the lock for reading, waiting until `deadline` at most.
    #[inline]
    #[track_caller]
    pub fn try_read_until(&self, deadline: Instant) -> Option<RwLockReadGuard<'_, T>> {
        let at = Location::caller();
        self.inner.attempt_for_a_while(watch::current(), Mode::Shared, at, |raw| raw.try_lock_shared_until(deadline))
    }

    /// Takes the lock for reading, also past a writer that waits, if somebody reads already: this task may be that somebody.
    #[inline]
    #[track_caller]
    pub fn read_recursive(&self) -> RwLockReadGuard<'_, T> {
        self.inner.acquire_recursive(watch::current(), Location::caller())
    }

    /// Takes the lock for reading, also past a writer that waits, if that needs no waiting.
    #[inline]
    #[track_caller]
    pub fn try_read_recursive(&self) -> Option<RwLockReadGuard<'_, T>> {
        let at = Location::caller();
        self.inner.attempt(watch::current(), Mode::Recursive, at, |raw| raw.try_lock_shared_recursive())
    }

    /// Takes the lock for reading, also past a writer that waits, waiting for at most `timeout`.
    #[inline]
    #[track_caller]
    pub fn try_read_recursive_for(&self, timeout: Duration) -> Option<RwLockReadGuard<'_, T>> {
        let at = Location::caller();
        self.inner.attempt_for_a_while(watch::current(), Mode::Recursive, at, |raw| raw.try_lock_shared_recursive_for(timeout))
    }

    /// Takes the lock for reading, also past a writer that waits, waiting until `deadline` at most.
    #[inline]
    #[track_caller]
    pub fn try_read_recursive_until(&self, deadline: Instant) -> Option<RwLockReadGuard<'_, T>> {
        let at = Location::caller();
        self.inner.attempt_for_a_while(watch::current(), Mode::Recursive, at, |raw| raw.try_lock_shared_recursive_until(deadline))
    }

    /// Takes the lock for writing, blocking until nobody else has it.
    #[inline]
    #[track_caller]
    pub fn write(&self) -> RwLockWriteGuard<'_, T> {
        let Ok(guard) = self.inner.acquire(watch::current(), Mode::Exclusive, Location::caller(), Unwinds);
        guard
    }

    /// Takes the lock as [`write`](Self::write) does, unless waits end before: see [`LevelledRwLock::write_within`].
    ///
    /// # Errors
    ///
    /// When somebody cancelled or the deadline has passed, also if the lock is free.
    #[inline]
    #[track_caller]
    pub fn write_within(&self) -> Result<RwLockWriteGuard<'_, T>, Interrupt> {
        self.inner.acquire_within(watch::current(), Mode::Exclusive, Location::caller())
    }

    /// Takes the lock for writing if nobody has it.
    #[inline]
    #[track_caller]
    pub fn try_write(&self) -> Option<RwLockWriteGuard<'_, T>> {
        let at = Location::caller();
        self.inner.attempt(watch::current(), Mode::Exclusive, at, |raw| raw.try_lock_exclusive())
    }

    /// Takes the lock for writing, waiting for at most `timeout`.
    #[inline]
    #[track_caller]
    pub fn try_write_for(&self, timeout: Duration) -> Option<RwLockWriteGuard<'_, T>> {
        let at = Location::caller();
        self.inner.attempt_for_a_while(watch::current(), Mode::Exclusive, at, |raw| raw.try_lock_exclusive_for(timeout))
    }

    /// Takes the lock for writing, waiting until `deadline` at most.
    #[inline]
    #[track_caller]
    pub fn try_write_until(&self, deadline: Instant) -> Option<RwLockWriteGuard<'_, T>> {
        let at = Location::caller();
        self.inner.attempt_for_a_while(watch::current(), Mode::Exclusive, at, |raw| raw.try_lock_exclusive_until(deadline))
    }

    /// Takes the lock for reading with the right to upgrade, blocking until neither a writer nor another such reader has it.
    #[inline]
    #[track_caller]
    pub fn upgradable_read(&self) -> RwLockUpgradableReadGuard<'_, T> {
        let Ok(guard) = self.inner.acquire(watch::current(), Mode::Upgradable, Location::caller(), Unwinds);
        guard
    }

    /// Takes the lock as [`upgradable_read`](Self::upgradable_read) does, unless waits end before: see [`LevelledRwLock::upgradable_read_within`].
    ///
    /// # Errors
    ///
    /// When somebody cancelled or the deadline has passed, also if the lock is free.
    #[inline]
    #[track_caller]
    pub fn upgradable_read_within(&self) -> Result<RwLockUpgradableReadGuard<'_, T>, Interrupt> {
        self.inner.acquire_within(watch::current(), Mode::Upgradable, Location::caller())
    }

    /// Takes the lock for reading with the right to upgrade if that needs no waiting.
    #[inline]
    #[track_caller]
    pub fn try_upgradable_read(&self) -> Option<RwLockUpgradableReadGuard<'_, T>> {
        let at = Location::caller();
        self.inner.attempt(watch::current(), Mode::Upgradable, at, |raw| raw.try_lock_upgradable())
    }

    /// Takes the lock for reading with the right to upgrade, waiting for at most `timeout`.
    #[inline]
    #[track_caller]
    pub fn try_upgradable_read_for(&self, timeout: Duration) -> Option<RwLockUpgradableReadGuard<'_, T>> {
        let at = Location::caller();
        self.inner.attempt_for_a_while(watch::current(), Mode::Upgradable, at, |raw| raw.try_lock_upgradable_for(timeout))
    }

    /// Takes the lock for reading with the right to upgrade, waiting until `deadline` at most.
    #[inline]
    #[track_caller]
    pub fn try_upgradable_read_until(&self, deadline: Instant) -> Option<RwLockUpgradableReadGuard<'_, T>> {
        let at = Location::caller();
        self.inner.attempt_for_a_while(watch::current(), Mode::Upgradable, at, |raw| raw.try_lock_upgradable_until(deadline))
    }

    /// The data, without locking: the exclusive borrow is proof that nobody else has it.
    #[inline]
    pub fn get_mut(&mut self) -> &mut T {
        self.inner.get_mut()
    }

    /// Whether anybody holds the lock now, in any way.
    #[inline]
    pub fn is_locked(&self) -> bool {
        self.inner.is_locked()
    }

    /// Whether a writer holds the lock now.
    #[inline]
    pub fn is_locked_exclusive(&self) -> bool {
        self.inner.is_locked_exclusive()
    }

    /// A pointer to the data.
    #[inline]
    pub fn data_ptr(&self) -> *mut T {
        self.inner.data_ptr()
    }

    /// The raw lock. What is taken through it, the run-time checker does not see.
    ///
    /// # Safety
    ///
    /// It must not be unlocked while a guard holds it.
    #[inline]
    pub unsafe fn raw(&self) -> &RawRwLock {
        self.inner.raw()
    }

    /// A guard for a lock that is held already; it counts as held by this task from here on.
    ///
    /// # Safety
    ///
    /// The current thread must hold the lock for reading, through a guard that was forgotten or through the raw lock.
    #[inline]
    #[track_caller]
    pub unsafe fn make_read_guard_unchecked(&self) -> RwLockReadGuard<'_, T> {
        self.inner.adopt(Mode::Shared, Location::caller())
    }

    /// A guard for a lock that is held already; it counts as held by this task from here on.
    ///
    /// # Safety
    ///
    /// The current thread must hold the lock for writing, and no other guard may exist for it.
    #[inline]
    #[track_caller]
    pub unsafe fn make_write_guard_unchecked(&self) -> RwLockWriteGuard<'_, T> {
        self.inner.adopt(Mode::Exclusive, Location::caller())
    }

    /// A guard for a lock that is held already; it counts as held by this task from here on.
    ///
    /// # Safety
    ///
    /// The current thread must hold the lock for reading with the right to upgrade, and no other such guard may exist for it.
    #[inline]
    #[track_caller]
    pub unsafe fn make_upgradable_guard_unchecked(&self) -> RwLockUpgradableReadGuard<'_, T> {
        self.inner.adopt(Mode::Upgradable, Location::caller())
    }

    /// Ends a read without a guard.
    ///
    /// # Safety
    ///
    /// The current thread must hold the lock for reading, through a guard that was forgotten.
    #[inline]
    pub unsafe fn force_unlock_read(&self) {
        watch::abandon(watch::current(), &self.inner.watch, Mode::Shared);
        // SAFETY: the lock is held, as the caller promises.
        unsafe { self.inner.raw.force_unlock_read() }
    }

    /// Ends a read without a guard, and hands the lock to whoever waits longest.
    ///
    /// # Safety
    ///
    /// The current thread must hold the lock for reading, through a guard that was forgotten.
    #[inline]
    pub unsafe fn force_unlock_read_fair(&self) {
        watch::abandon(watch::current(), &self.inner.watch, Mode::Shared);
        // SAFETY: the lock is held, as the caller promises.
        unsafe { self.inner.raw.force_unlock_read_fair() }
    }

    /// Ends a write without a guard.
    ///
    /// # Safety
    ///
    /// The current thread must hold the lock for writing, through a guard that was forgotten.
    #[inline]
    pub unsafe fn force_unlock_write(&self) {
        watch::abandon(watch::current(), &self.inner.watch, Mode::Exclusive);
        // SAFETY: the lock is held, as the caller promises.
        unsafe { self.inner.raw.force_unlock_write() }
    }

    /// Ends a write without a guard, and hands the lock to whoever waits longest.
    ///
    /// # Safety
    ///
    /// The current thread must hold the lock for writing, through a guard that was forgotten.
    #[inline]
    pub unsafe fn force_unlock_write_fair(&self) {
        watch::abandon(watch::current(), &self.inner.watch, Mode::Exclusive);
        // SAFETY: the lock is held, as the caller promises.
        unsafe { self.inner.raw.force_unlock_write_fair() }
    }
}

impl<T: ?Sized, L> RwLock<T, L> {
    #[track_caller]
    pub(crate) fn take<M: Access>(&self, task: TaskRef, mode: Mode, at: &'static Location<'static>) -> RwLockGuard<'_, T, L, M> {
        let Ok(guard) = self.inner.acquire(task, mode, at, Unwinds);
        guard
    }

    /// Whether it may be waited for under what is held.
    #[track_caller]
    pub(crate) fn may_take(&self, task: TaskRef, mode: Mode, at: &'static Location<'static>) {
        let Ok(()) = watch::ask(task, &self.inner.watch, mode, at, Unwinds);
    }

    pub(crate) fn try_take<M: Access>(
        &self,
        task: TaskRef,
        mode: Mode,
        at: &'static Location<'static>,
    ) -> Option<RwLockGuard<'_, T, L, M>> {
        self.inner.attempt(task, mode, at, M::try_lock)
    }
}

impl<T, L: Level> IntoInner for RwLock<T, L> {
    type Data = T;
    fn into_inner(self) -> T {
        self.inner.raw.into_inner()
    }
}

impl<T: ?Sized, L: Level> Deref for RwLock<T, L> {
    type Target = LevelledRwLock<T, L>;
    #[inline(always)]
    fn deref(&self) -> &LevelledRwLock<T, L> {
        &self.inner
    }
}

impl<T: ?Sized, L: Level> DerefMut for RwLock<T, L> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut LevelledRwLock<T, L> {
        &mut self.inner
    }
}

/// With a context. What blocks asks that the level comes after all that the context holds and owes; what does not block, or for a limited
/// time only, asks for no order, but what it obtains counts beside what was held before.
///
/// Each result borrows the context; [`nest`](Held::nest) gives back one in which the lock is held.
impl<T: ?Sized, L: Level> LevelledRwLock<T, L> {
    /// Takes the lock for reading, blocking until no writer has it or waits for it.
    #[rustfmt::skip] // One line: rustc quotes it.
    #[inline]
    #[track_caller]
    pub fn read<'a, H>(&'a self, cx: &'a mut Cx<H>) -> Held<'a, RwLockReadGuard<'a, T, L>, L> where L: After<H> {
        let Ok(guard) = self.acquire(cx.task(), Mode::Shared, Location::caller(), Unwinds);
        Held { guard, cx: cx.retag() }
    }

    /// Takes the lock as [`read`](Self::read) does, unless waits end before: at the deadline in force, or within 5 ms of a
    /// cancellation.
    ///
    /// Under a token it queues anew every 5 ms, so that others may overtake it. While a deadline or a token is in force a checked build
    /// looks at the order only: a wait that can end by itself closes no circle.
    ///
    /// # Errors
    ///
    /// When somebody cancelled or the deadline has passed, also if the lock is free.
    #[rustfmt::skip] // One line: rustc quotes it.
    #[inline]
    #[track_caller]
    pub fn read_within<'a, H>(&'a self, cx: &'a mut Cx<H>) -> Result<Held<'a, RwLockReadGuard<'a, T, L>, L>, Interrupt> where L: After<H> {
        let guard = self.acquire_within(cx.task(), Mode::Shared, Location::caller())?;
        Ok(Held { guard, cx: cx.retag() })
    }

    /// Takes the lock for reading if that needs no waiting.
    #[inline]
    #[track_caller]
    pub fn try_read<'a, H>(&'a self, cx: &'a mut Cx<H>) -> Option<Held<'a, RwLockReadGuard<'a, T, L>, (H, L)>> {
        let at = Location::caller();
        let guard = self.attempt(cx.task(), Mode::Shared, at, |raw| raw.try_lock_shared())?;
        Some(Held { guard, cx: cx.retag() })
    }

    /// Takes the lock for reading, waiting for at most `timeout`.
    #[inline]
    #[track_caller]
    pub fn try_read_for<'a, H>(&'a self, cx: &'a mut Cx<H>, timeout: Duration) -> Option<Held<'a, RwLockReadGuard<'a, T, L>, (H, L)>> {
        let at = Location::caller();
        let guard = self.attempt_for_a_while(cx.task(), Mode::Shared, at, |raw| raw.try_lock_shared_for(timeout))?;
        Some(Held { guard, cx: cx.retag() })
    }

    /// Takes the lock for reading, waiting until `deadline` at most.
    #[inline]
    #[track_caller]
    pub fn try_read_until<'a, H>(&'a self, cx: &'a mut Cx<H>, deadline: Instant) -> Option<Held<'a, RwLockReadGuard<'a, T, L>, (H, L)>> {
        let at = Location::caller();
        let guard = self.attempt_for_a_while(cx.task(), Mode::Shared, at, |raw| raw.try_lock_shared_until(deadline))?;
        Some(Held { guard, cx: cx.retag() })
    }

    /// Takes the lock for reading, also past a writer that waits.
    ///
    /// It asks for the same order as [`read`](Self::read), since the type of the context does not say *which* lock of a level is
    /// held: a second lock of the level would block.
    #[rustfmt::skip] // One line: rustc quotes it.
    #[inline]
    #[track_caller]
    pub fn read_recursive<'a, H>(&'a self, cx: &'a mut Cx<H>) -> Held<'a, RwLockReadGuard<'a, T, L>, L> where L: After<H> {
        Held { guard: self.acquire_recursive(cx.task(), Location::caller()), cx: cx.retag() }
    }

    /// Takes the lock for reading, also past a writer that waits, if that needs no waiting: it never fails where this task reads
    /// the lock already.
    #[inline]
    #[track_caller]
    pub fn try_read_recursive<'a, H>(&'a self, cx: &'a mut Cx<H>) -> Option<Held<'a, RwLockReadGuard<'a, T, L>, (H, L)>> {
        let at = Location::caller();
        let guard = self.attempt(cx.task(), Mode::Recursive, at, |raw| raw.try_lock_shared_recursive())?;
        Some(Held { guard, cx: cx.retag() })
    }

    /// Takes the lock for reading, also past a writer that waits, waiting for at most `timeout`.
    #[inline]
    #[track_caller]
    pub fn try_read_recursive_for<'a, H>(
        &'a self,
        cx: &'a mut Cx<H>,
        timeout: Duration,
    ) -> Option<Held<'a, RwLockReadGuard<'a, T, L>, (H, L)>> {
        let at = Location::caller();
        let guard = self.attempt_for_a_while(cx.task(), Mode::Recursive, at, |raw| raw.try_lock_shared_recursive_for(timeout))?;
        Some(Held { guard, cx: cx.retag() })
    }

    /// Takes the lock for reading, also past a writer that waits, waiting until `deadline` at most.
    #[inline]
    #[track_caller]
    pub fn try_read_recursive_until<'a, H>(
        &'a self,
        cx: &'a mut Cx<H>,
        deadline: Instant,
    ) -> Option<Held<'a, RwLockReadGuard<'a, T, L>, (H, L)>> {
        let at = Location::caller();
        let guard = self.attempt_for_a_while(cx.task(), Mode::Recursive, at, |raw| raw.try_lock_shared_recursive_until(deadline))?;
        Some(Held { guard, cx: cx.retag() })
    }

    /// Takes the lock for writing, blocking until nobody else has it.
    #[rustfmt::skip] // One line: rustc quotes it.
    #[inline]
    #[track_caller]
    pub fn write<'a, H>(&'a self, cx: &'a mut Cx<H>) -> Held<'a, RwLockWriteGuard<'a, T, L>, L> where L: After<H> {
        let Ok(guard) = self.acquire(cx.task(), Mode::Exclusive, Location::caller(), Unwinds);
        Held { guard, cx: cx.retag() }
    }

    /// Takes the lock as [`write`](Self::write) does, unless waits end before. See [`read_within`](Self::read_within).
    ///
    /// Under a token, readers that keep overlapping for longer than 5 ms can keep it waiting until then.
    ///
    /// # Errors
    ///
    /// When somebody cancelled or the deadline has passed, also if the lock is free.
    #[rustfmt::skip] // One line: rustc quotes it.
    #[inline]
    #[track_caller]
    pub fn write_within<'a, H>(&'a self, cx: &'a mut Cx<H>) -> Result<Held<'a, RwLockWriteGuard<'a, T, L>, L>, Interrupt> where L: After<H> {
        let guard = self.acquire_within(cx.task(), Mode::Exclusive, Location::caller())?;
        Ok(Held { guard, cx: cx.retag() })
    }

    /// Takes the lock for writing if nobody has it.
    #[inline]
    #[track_caller]
    pub fn try_write<'a, H>(&'a self, cx: &'a mut Cx<H>) -> Option<Held<'a, RwLockWriteGuard<'a, T, L>, (H, L)>> {
        let at = Location::caller();
        let guard = self.attempt(cx.task(), Mode::Exclusive, at, |raw| raw.try_lock_exclusive())?;
        Some(Held { guard, cx: cx.retag() })
    }

    /// Takes the lock for writing, waiting for at most `timeout`.
    #[inline]
    #[track_caller]
    pub fn try_write_for<'a, H>(&'a self, cx: &'a mut Cx<H>, timeout: Duration) -> Option<Held<'a, RwLockWriteGuard<'a, T, L>, (H, L)>> {
        let at = Location::caller();
        let guard = self.attempt_for_a_while(cx.task(), Mode::Exclusive, at, |raw| raw.try_lock_exclusive_for(timeout))?;
        Some(Held { guard, cx: cx.retag() })
    }

    /// Takes the lock for writing, waiting until `deadline` at most.
    #[inline]
    #[track_caller]
    pub fn try_write_until<'a, H>(&'a self, cx: &'a mut Cx<H>, deadline: Instant) -> Option<Held<'a, RwLockWriteGuard<'a, T, L>, (H, L)>> {
        let at = Location::caller();
        let guard = self.attempt_for_a_while(cx.task(), Mode::Exclusive, at, |raw| raw.try_lock_exclusive_until(deadline))?;
        Some(Held { guard, cx: cx.retag() })
    }

    /// Takes the lock for reading with the right to [upgrade](Held::upgrade), blocking until neither a writer nor another such
    /// reader has it.
    #[rustfmt::skip] // One line: rustc quotes it.
    #[inline]
    #[track_caller]
    pub fn upgradable_read<'a, H>(&'a self, cx: &'a mut Cx<H>) -> Held<'a, RwLockUpgradableReadGuard<'a, T, L>, L> where L: After<H> {
        let Ok(guard) = self.acquire(cx.task(), Mode::Upgradable, Location::caller(), Unwinds);
        Held { guard, cx: cx.retag() }
    }

    /// Takes the lock as [`upgradable_read`](Self::upgradable_read) does, unless waits end before. See [`read_within`](Self::read_within).
    ///
    /// # Errors
    ///
    /// When somebody cancelled or the deadline has passed, also if the lock is free.
    #[rustfmt::skip] // One line: rustc quotes it.
    #[inline]
    #[track_caller]
    pub fn upgradable_read_within<'a, H>(&'a self, cx: &'a mut Cx<H>) -> Result<Held<'a, RwLockUpgradableReadGuard<'a, T, L>, L>, Interrupt> where L: After<H> {
        let guard = self.acquire_within(cx.task(), Mode::Upgradable, Location::caller())?;
        Ok(Held { guard, cx: cx.retag() })
    }

    /// Takes the lock for reading with the right to upgrade if that needs no waiting.
    #[inline]
    #[track_caller]
    pub fn try_upgradable_read<'a, H>(&'a self, cx: &'a mut Cx<H>) -> Option<Held<'a, RwLockUpgradableReadGuard<'a, T, L>, (H, L)>> {
        let at = Location::caller();
        let guard = self.attempt(cx.task(), Mode::Upgradable, at, |raw| raw.try_lock_upgradable())?;
        Some(Held { guard, cx: cx.retag() })
    }

    /// Takes the lock for reading with the right to upgrade, waiting for at most `timeout`.
    #[inline]
    #[track_caller]
    pub fn try_upgradable_read_for<'a, H>(
        &'a self,
        cx: &'a mut Cx<H>,
        timeout: Duration,
    ) -> Option<Held<'a, RwLockUpgradableReadGuard<'a, T, L>, (H, L)>> {
        let at = Location::caller();
        let guard = self.attempt_for_a_while(cx.task(), Mode::Upgradable, at, |raw| raw.try_lock_upgradable_for(timeout))?;
        Some(Held { guard, cx: cx.retag() })
    }

    /// Takes the lock for reading with the right to upgrade, waiting until `deadline` at most.
    #[inline]
    #[track_caller]
    pub fn try_upgradable_read_until<'a, H>(
        &'a self,
        cx: &'a mut Cx<H>,
        deadline: Instant,
    ) -> Option<Held<'a, RwLockUpgradableReadGuard<'a, T, L>, (H, L)>> {
        let at = Location::caller();
        let guard = self.attempt_for_a_while(cx.task(), Mode::Upgradable, at, |raw| raw.try_lock_upgradable_until(deadline))?;
        Some(Held { guard, cx: cx.retag() })
    }
}

impl<T: ?Sized, L> LevelledRwLock<T, L> {
    /// The data, without locking: the exclusive borrow is proof that nobody else has it.
    #[inline]
    pub fn get_mut(&mut self) -> &mut T {
        self.raw.get_mut()
    }

    /// Whether anybody holds the lock now, in any way.
    #[inline]
    pub fn is_locked(&self) -> bool {
        self.raw.is_locked()
    }

    /// Whether a writer holds the lock now.
    #[inline]
    pub fn is_locked_exclusive(&self) -> bool {
        self.raw.is_locked_exclusive()
    }

    /// A pointer to the data.
    #[inline]
    pub fn data_ptr(&self) -> *mut T {
        self.raw.data_ptr()
    }

    #[inline(always)]
    #[track_caller]
    fn acquire<M: Access, X: Exit>(
        &self,
        task: TaskRef,
        mode: Mode,
        at: &'static Location<'static>,
        exit: X,
    ) -> Result<RwLockGuard<'_, T, L, M>, X::Error> {
        let attempt = || M::try_lock(self.raw()).then_some(());
        let block = || M::lock(self.raw());
        let (hold, ()) = watch::acquire(task, &self.watch, mode, at, exit, attempt, block)?;
        Ok(self.guard(hold))
    }

    #[track_caller]
    fn acquire_within<M: Access>(
        &self,
        task: TaskRef,
        mode: Mode,
        at: &'static Location<'static>,
    ) -> Result<RwLockGuard<'_, T, L, M>, Interrupt> {
        let limits = Limits::current();
        if limits.are_none() {
            return Ok(self.acquire(task, mode, at, Breaks)?);
        }
        let wait = || {
            limits.check()?;
            self.limited::<M, _>(mode, at, Ok(()), || limits.attempts(|until| M::try_lock_until(self.raw(), until)))
        };
        let (hold, ()) = watch::acquire_within(task, &self.watch, mode, at, Breaks, wait)?;
        Ok(self.guard(hold))
    }

    #[inline(always)]
    #[track_caller]
    fn acquire_recursive(&self, task: TaskRef, at: &'static Location<'static>) -> RwLockReadGuard<'_, T, L> {
        let attempt = || self.raw().try_lock_shared_recursive().then_some(());
        let block = || self.raw().lock_shared_recursive();
        let Ok((hold, ())) = watch::acquire(task, &self.watch, Mode::Recursive, at, Unwinds, attempt, block);
        self.guard(hold)
    }

    #[inline(always)]
    fn attempt<M: Access>(
        &self,
        task: TaskRef,
        mode: Mode,
        at: &'static Location<'static>,
        attempt: impl FnOnce(&RawRwLock) -> bool,
    ) -> Option<RwLockGuard<'_, T, L, M>> {
        let attempt = || attempt(self.raw()).then_some(());
        let (hold, ()) = watch::try_acquire(task, &self.watch, mode, at, attempt)?;
        Some(self.guard(hold))
    }

    fn attempt_for_a_while<M: Access>(
        &self,
        task: TaskRef,
        mode: Mode,
        at: &'static Location<'static>,
        attempt: impl FnOnce(&RawRwLock) -> bool,
    ) -> Option<RwLockGuard<'_, T, L, M>> {
        self.attempt(task, mode, at, |raw| self.limited::<M, _>(mode, at, true, || attempt(raw)))
    }

    /// Takes the raw lock if it is free, which gives `taken`, or else in `block`, which ends by itself.
    fn limited<M: Access, R>(&self, mode: Mode, at: &'static Location<'static>, taken: R, block: impl FnOnce() -> R) -> R {
        let free = || if mode == Mode::Recursive { self.raw().try_lock_shared_recursive() } else { M::try_lock(self.raw()) };
        watch::limited(|| self.watch.wanted_in(mode), at, || free().then_some(taken), block)
    }

    /// Upgrades what is held upgradably, by an attempt that may block for a while.
    fn upgrades(&self, at: &'static Location<'static>, attempt: impl FnOnce(&RawRwLock) -> bool) -> bool {
        watch::limited(|| self.watch.wanted_in(Mode::Upgrade), at, || None, || attempt(self.raw()))
    }

    /// The guard of a raw lock that is held in the way of `M`, and counts as held if its guard was forgotten.
    #[inline(always)]
    fn adopt<M: Access>(&self, mode: Mode, at: &'static Location<'static>) -> RwLockGuard<'_, T, L, M> {
        let task = watch::current();
        watch::abandon(task, &self.watch, mode);
        self.attempt(task, mode, at, |_| true).expect("it is held")
    }

    /// The guard of a raw lock that was just taken in the way of `M`.
    #[inline(always)]
    fn guard<'a, M: Access>(&'a self, hold: Hold<'a>) -> RwLockGuard<'a, T, L, M> {
        hold.opens::<T>();
        RwLockGuard { hold, locked: Locked(self, PhantomData), stays: PhantomData }
    }
}

/// The ways of holding a lock, as types.
#[doc(hidden)]
pub trait Access: sealed::Sealed {
    fn lock(raw: &RawRwLock);
    fn try_lock(raw: &RawRwLock) -> bool;
    fn try_lock_until(raw: &RawRwLock, deadline: Instant) -> bool;
    /// # Safety
    ///
    /// The lock must be held in this way.
    unsafe fn unlock(raw: &RawRwLock);
    /// # Safety
    ///
    /// The lock must be held in this way.
    unsafe fn unlock_fair(raw: &RawRwLock);
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Reading {}
    impl Sealed for super::Writing {}
    impl Sealed for super::Upgradable {}
}

/// Held beside other readers: the last argument of a [`RwLockGuard`].
#[derive(Debug)]
pub enum Reading {}

/// Held alone: the last argument of a [`RwLockGuard`].
#[derive(Debug)]
pub enum Writing {}

/// Held beside other readers, with the right to upgrade: the last argument of a [`RwLockGuard`].
#[derive(Debug)]
pub enum Upgradable {}

impl Access for Reading {
    #[inline(always)]
    fn lock(raw: &RawRwLock) {
        raw.lock_shared();
    }
    #[inline(always)]
    fn try_lock(raw: &RawRwLock) -> bool {
        raw.try_lock_shared()
    }
    fn try_lock_until(raw: &RawRwLock, deadline: Instant) -> bool {
        raw.try_lock_shared_until(deadline)
    }
    #[inline(always)]
    unsafe fn unlock(raw: &RawRwLock) {
        // SAFETY: the caller's.
        unsafe { raw.unlock_shared() }
    }
    #[inline(always)]
    unsafe fn unlock_fair(raw: &RawRwLock) {
        // SAFETY: the caller's.
        unsafe { raw.unlock_shared_fair() }
    }
}

impl Access for Writing {
    #[inline(always)]
    fn lock(raw: &RawRwLock) {
        raw.lock_exclusive();
    }
    #[inline(always)]
    fn try_lock(raw: &RawRwLock) -> bool {
        raw.try_lock_exclusive()
    }
    fn try_lock_until(raw: &RawRwLock, deadline: Instant) -> bool {
        raw.try_lock_exclusive_until(deadline)
    }
    #[inline(always)]
    unsafe fn unlock(raw: &RawRwLock) {
        // SAFETY: the caller's.
        unsafe { raw.unlock_exclusive() }
    }
    #[inline(always)]
    unsafe fn unlock_fair(raw: &RawRwLock) {
        // SAFETY: the caller's.
        unsafe { raw.unlock_exclusive_fair() }
    }
}

impl Access for Upgradable {
    #[inline(always)]
    fn lock(raw: &RawRwLock) {
        raw.lock_upgradable();
    }
    #[inline(always)]
    fn try_lock(raw: &RawRwLock) -> bool {
        raw.try_lock_upgradable()
    }
    fn try_lock_until(raw: &RawRwLock, deadline: Instant) -> bool {
        raw.try_lock_upgradable_until(deadline)
    }
    #[inline(always)]
    unsafe fn unlock(raw: &RawRwLock) {
        // SAFETY: the caller's.
        unsafe { raw.unlock_upgradable() }
    }
    #[inline(always)]
    unsafe fn unlock_fair(raw: &RawRwLock) {
        // SAFETY: the caller's.
        unsafe { raw.unlock_upgradable_fair() }
    }
}

/// The lock of a [`RwLock`], held; dropping it releases. It stays on its thread.
///
/// Under its three names: [`RwLockReadGuard`], [`RwLockWriteGuard`], [`RwLockUpgradableReadGuard`].
#[must_use = "if unused, the lock is released at once"]
pub struct RwLockGuard<'a, T: ?Sized, L, M: Access> {
    // Dropped in this order: out of the task's list first, then released.
    hold: Hold<'a>,
    locked: Locked<'a, LevelledRwLock<T, L>, M>,
    stays: PhantomData<dyn GuardOfOneThread>,
}

/// A raw lock, held in the way of `M`. It is made where the raw lock was taken so, and neither copied nor cloned.
struct Locked<'a, K: HasRaw + ?Sized, M: Access>(&'a K, PhantomData<M>);

trait HasRaw {
    fn raw(&self) -> &RawRwLock;
}

impl HasRaw for RawRwLock {
    #[inline(always)]
    fn raw(&self) -> &RawRwLock {
        self
    }
}

impl<T: ?Sized, L> HasRaw for LevelledRwLock<T, L> {
    #[inline(always)]
    fn raw(&self) -> &RawRwLock {
        // SAFETY: this module unlocks only what a guard holds.
        unsafe { self.raw.raw() }
    }
}

impl<'a, K: HasRaw + ?Sized, M: Access> Locked<'a, K, M> {
    /// Gives up the right to unlock.
    #[inline(always)]
    fn into_lock(self) -> &'a K {
        let lock = self.0;
        std::mem::forget(self);
        lock
    }

    #[inline(always)]
    fn unlock_fair(self) {
        // SAFETY: see `Locked`.
        unsafe { M::unlock_fair(self.into_lock().raw()) }
    }
}

impl<K: HasRaw + ?Sized, M: Access> Drop for Locked<'_, K, M> {
    #[inline(always)]
    fn drop(&mut self) {
        // SAFETY: see `Locked`.
        unsafe { M::unlock(self.0.raw()) }
    }
}

// SAFETY: a shared guard gives out `&T` only; it can be dropped only by its owner, on the owner's thread.
unsafe impl<T: ?Sized + Sync, L, M: Access> Sync for RwLockGuard<'_, T, L, M> {}

impl<T: ?Sized, L, M: Access> Deref for RwLockGuard<'_, T, L, M> {
    type Target = T;
    #[inline(always)]
    fn deref(&self) -> &T {
        // SAFETY: the lock is held, and by no writer but this one.
        unsafe { &*self.locked.0.raw.data_ptr() }
    }
}

impl<T: ?Sized, L> DerefMut for RwLockWriteGuard<'_, T, L> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: the lock is held alone, and the guard borrowed alone.
        unsafe { &mut *self.locked.0.raw.data_ptr() }
    }
}

impl<'a, T: ?Sized, L, M: Access> RwLockGuard<'a, T, L, M> {
    /// Releases the lock, and hands it to whoever waits longest.
    #[inline]
    pub fn unlock_fair(guard: Self) {
        let RwLockGuard { hold, locked, .. } = guard;
        drop(hold);
        locked.unlock_fair();
    }

    /// The same hold, after the raw lock and the hold were changed to the way of `N`.
    #[inline(always)]
    fn change<N: Access>(self) -> RwLockGuard<'a, T, L, N> {
        let RwLockGuard { hold, locked, .. } = self;
        locked.into_lock().guard(hold)
    }

    #[inline(always)]
    fn into_raw(self) -> (Locked<'a, RawRwLock, M>, Hold<'a>) {
        let RwLockGuard { hold, locked, .. } = self;
        (Locked(locked.into_lock().raw(), PhantomData), hold)
    }

    fn released<U>(&mut self, fair: bool, at: &'static Location<'static>, f: impl FnOnce() -> U) -> U {
        struct Relock<'g, 'a, T: ?Sized, L, M: Access> {
            guard: &'g mut RwLockGuard<'a, T, L, M>,
            at: &'static Location<'static>,
        }
        impl<T: ?Sized, L, M: Access> Drop for Relock<'_, '_, T, L, M> {
            fn drop(&mut self) {
                let raw = self.guard.locked.0.raw();
                self.guard.hold.resume(self.at, || M::try_lock(raw).then_some(()), || M::lock(raw));
            }
        }
        let raw = self.locked.0.raw();
        self.hold.pause();
        // SAFETY: the lock is held; `Relock` takes it again before the guard can be used, also when `f` panics.
        unsafe {
            match fair {
                true => M::unlock_fair(raw),
                false => M::unlock(raw),
            }
        }
        let _relock = Relock { guard: self, at };
        f()
    }
}

/// For a lock with a level: [`Held::unlocked`], [`Held::unlocked_fair`], [`Held::bump`].
impl<'a, T: ?Sized, M: Access> RwLockGuard<'a, T, Dynamic, M> {
    /// The lock that is held.
    #[inline]
    pub fn rwlock(guard: &Self) -> &'a RwLock<T> {
        let inner: &'a LevelledRwLock<T, Dynamic> = guard.locked.0;
        // SAFETY: `RwLock` is transparent over `LevelledRwLock`.
        unsafe { &*(ptr::from_ref(inner) as *const RwLock<T>) }
    }

    /// Releases the lock while `f` runs, and takes it again.
    ///
    /// In a checked build, where waiting for it again would close a circle, the process aborts if the policy is to panic: a guard
    /// must not be without its lock.
    #[inline]
    #[track_caller]
    pub fn unlocked<U>(guard: &mut Self, f: impl FnOnce() -> U) -> U {
        guard.released(false, Location::caller(), f)
    }

    /// Releases the lock to whoever waits longest while `f` runs, and takes it again, as [`unlocked`](Self::unlocked) does.
    #[inline]
    #[track_caller]
    pub fn unlocked_fair<U>(guard: &mut Self, f: impl FnOnce() -> U) -> U {
        guard.released(true, Location::caller(), f)
    }

    /// Lets whoever waits longest go first, once.
    #[inline]
    #[track_caller]
    pub fn bump(guard: &mut Self) {
        guard.released(true, Location::caller(), || ());
    }
}

impl<T: ?Sized, L: Level + Within<H>, M: Access, H> WaitAgain<H> for RwLockGuard<'_, T, L, M> {
    fn released<U>(&mut self, fair: bool, at: &'static Location<'static>, f: impl FnOnce() -> U) -> U {
        self.released(fair, at, f)
    }
}

impl<'a, T: ?Sized, L> RwLockReadGuard<'a, T, L> {
    /// A guard of a part of the data.
    #[inline]
    pub fn map<U: ?Sized>(guard: Self, f: impl FnOnce(&T) -> &U) -> MappedRwLockReadGuard<'a, U> {
        let data = NonNull::from(f(&guard));
        MappedRwLockReadGuard::new(guard.into_raw(), data)
    }

    /// A guard of a part of the data, if `f` finds it; the guard itself if not.
    #[inline]
    pub fn try_map<U: ?Sized>(guard: Self, f: impl FnOnce(&T) -> Option<&U>) -> Result<MappedRwLockReadGuard<'a, U>, Self> {
        match f(&guard).map(NonNull::from) {
            Some(data) => Ok(MappedRwLockReadGuard::new(guard.into_raw(), data)),
            None => Err(guard),
        }
    }

    /// A guard of a part of the data, if `f` finds it; the guard itself and the error if not.
    #[inline]
    pub fn try_map_or_err<U: ?Sized, E>(
        guard: Self,
        f: impl FnOnce(&T) -> Result<&U, E>,
    ) -> Result<MappedRwLockReadGuard<'a, U>, (Self, E)> {
        match f(&guard).map(NonNull::from) {
            Ok(data) => Ok(MappedRwLockReadGuard::new(guard.into_raw(), data)),
            Err(error) => Err((guard, error)),
        }
    }
}

impl<'a, T: ?Sized, L> RwLockWriteGuard<'a, T, L> {
    /// A guard of a part of the data.
    #[inline]
    pub fn map<U: ?Sized>(mut guard: Self, f: impl FnOnce(&mut T) -> &mut U) -> MappedRwLockWriteGuard<'a, U> {
        let data = NonNull::from(f(&mut guard));
        MappedRwLockWriteGuard::new(guard.into_raw(), data)
    }

    /// A guard of a part of the data, if `f` finds it; the guard itself if not.
    #[inline]
    pub fn try_map<U: ?Sized>(mut guard: Self, f: impl FnOnce(&mut T) -> Option<&mut U>) -> Result<MappedRwLockWriteGuard<'a, U>, Self> {
        match f(&mut guard).map(NonNull::from) {
            Some(data) => Ok(MappedRwLockWriteGuard::new(guard.into_raw(), data)),
            None => Err(guard),
        }
    }

    /// A guard of a part of the data, if `f` finds it; the guard itself and the error if not.
    #[inline]
    pub fn try_map_or_err<U: ?Sized, E>(
        mut guard: Self,
        f: impl FnOnce(&mut T) -> Result<&mut U, E>,
    ) -> Result<MappedRwLockWriteGuard<'a, U>, (Self, E)> {
        match f(&mut guard).map(NonNull::from) {
            Ok(data) => Ok(MappedRwLockWriteGuard::new(guard.into_raw(), data)),
            Err(error) => Err((guard, error)),
        }
    }

    /// Lets readers in beside this task, which goes on reading. No writer comes between.
    #[inline]
    pub fn downgrade(mut guard: Self) -> RwLockReadGuard<'a, T, L> {
        guard.hold.convert(Mode::Shared);
        // SAFETY: the lock is held for writing.
        unsafe { guard.locked.0.raw().downgrade() }
        guard.change()
    }

    /// Lets readers in beside this task, which goes on reading with the right to upgrade. No writer comes between.
    #[inline]
    pub fn downgrade_to_upgradable(mut guard: Self) -> RwLockUpgradableReadGuard<'a, T, L> {
        guard.hold.convert(Mode::Upgradable);
        // SAFETY: the lock is held for writing.
        unsafe { guard.locked.0.raw().downgrade_to_upgradable() }
        guard.change()
    }
}

impl<'a, T: ?Sized, L> RwLockUpgradableReadGuard<'a, T, L> {
    /// Becomes the writer if nobody else reads; the guard itself if not.
    #[inline]
    pub fn try_upgrade(guard: Self) -> Result<RwLockWriteGuard<'a, T, L>, Self> {
        // SAFETY: the lock is held upgradably.
        Self::upgrade_if(guard, |raw| unsafe { raw.try_upgrade() })
    }

    /// Becomes the writer, waiting for at most `timeout`; the guard itself if that is not enough.
    #[inline]
    #[track_caller]
    pub fn try_upgrade_for(guard: Self, timeout: Duration) -> Result<RwLockWriteGuard<'a, T, L>, Self> {
        // SAFETY: the lock is held upgradably.
        Self::upgrade_for_a_while(guard, Location::caller(), |raw| unsafe { raw.try_upgrade_for(timeout) })
    }

    /// Becomes the writer, waiting until `deadline` at most; the guard itself if that is not enough.
    #[inline]
    #[track_caller]
    pub fn try_upgrade_until(guard: Self, deadline: Instant) -> Result<RwLockWriteGuard<'a, T, L>, Self> {
        // SAFETY: the lock is held upgradably.
        Self::upgrade_for_a_while(guard, Location::caller(), |raw| unsafe { raw.try_upgrade_until(deadline) })
    }

    /// Goes on reading without the right to upgrade. No writer comes between.
    #[inline]
    pub fn downgrade(mut guard: Self) -> RwLockReadGuard<'a, T, L> {
        guard.hold.convert(Mode::Shared);
        // SAFETY: the lock is held upgradably.
        unsafe { guard.locked.0.raw().downgrade_upgradable() }
        guard.change()
    }

    /// Writes in `f`, if nobody else reads now, and goes back to reading.
    #[inline]
    pub fn try_with_upgraded<U>(&mut self, f: impl FnOnce(&mut T) -> U) -> Option<U> {
        // SAFETY: the lock is held upgradably.
        let upgraded = unsafe { self.locked.0.raw().try_upgrade() };
        upgraded.then(|| self.written(f))
    }

    /// Writes in `f`, after waiting for at most `timeout`, and goes back to reading.
    #[inline]
    #[track_caller]
    pub fn try_with_upgraded_for<U>(&mut self, timeout: Duration, f: impl FnOnce(&mut T) -> U) -> Option<U> {
        // SAFETY: the lock is held upgradably.
        let upgraded = self.locked.0.upgrades(Location::caller(), |raw| unsafe { raw.try_upgrade_for(timeout) });
        upgraded.then(|| self.written(f))
    }

    /// Writes in `f`, after waiting until `deadline` at most, and goes back to reading.
    #[inline]
    #[track_caller]
    pub fn try_with_upgraded_until<U>(&mut self, deadline: Instant, f: impl FnOnce(&mut T) -> U) -> Option<U> {
        // SAFETY: the lock is held upgradably.
        let upgraded = self.locked.0.upgrades(Location::caller(), |raw| unsafe { raw.try_upgrade_until(deadline) });
        upgraded.then(|| self.written(f))
    }

    #[inline(always)]
    fn upgrade_if(mut guard: Self, upgrade: impl FnOnce(&RawRwLock) -> bool) -> Result<RwLockWriteGuard<'a, T, L>, Self> {
        if !upgrade(guard.locked.0.raw()) {
            return Err(guard);
        }
        guard.hold.convert(Mode::Exclusive);
        guard.hold.opens::<T>();
        Ok(guard.change())
    }

    #[inline(always)]
    fn upgrade_for_a_while(
        guard: Self,
        at: &'static Location<'static>,
        upgrade: impl FnOnce(&RawRwLock) -> bool,
    ) -> Result<RwLockWriteGuard<'a, T, L>, Self> {
        let lock = guard.locked.0;
        Self::upgrade_if(guard, |_| lock.upgrades(at, upgrade))
    }

    /// Waits until nobody else reads. If the checker panics, the lock is as it was: held upgradably.
    #[inline(always)]
    #[track_caller]
    fn upgrade_raw(&mut self, at: &'static Location<'static>) {
        let raw = self.locked.0.raw();
        // SAFETY: the lock is held upgradably.
        let attempt = || unsafe { raw.try_upgrade() }.then_some(());
        // SAFETY: the lock is held upgradably.
        watch::upgrade(&mut self.hold, at, attempt, || unsafe { raw.upgrade() });
        self.hold.opens::<T>();
    }

    /// Runs `f` with a raw lock that was upgraded, and downgrades it.
    #[inline(always)]
    fn written<U>(&mut self, f: impl FnOnce(&mut T) -> U) -> U {
        struct Downgrade<'g, 'a, T: ?Sized, L>(&'g mut RwLockUpgradableReadGuard<'a, T, L>);
        impl<T: ?Sized, L> Drop for Downgrade<'_, '_, T, L> {
            fn drop(&mut self) {
                self.0.hold.convert(Mode::Upgradable);
                // SAFETY: the lock is held for writing.
                unsafe { self.0.locked.0.raw().downgrade_to_upgradable() }
            }
        }
        self.hold.convert(Mode::Exclusive);
        let upgraded = Downgrade(self);
        // SAFETY: the lock is held alone until `upgraded` is dropped, and the guard borrowed alone.
        f(unsafe { &mut *upgraded.0.locked.0.raw.data_ptr() })
    }
}

/// For a lock with a level: [`Held::upgrade`], [`Held::with_upgraded`].
impl<'a, T: ?Sized> RwLockUpgradableReadGuard<'a, T> {
    /// Becomes the writer, blocking until nobody else reads.
    ///
    /// # Panics
    ///
    /// Where [`write`](RwLock::write) does. The lock is released then.
    #[inline]
    #[track_caller]
    pub fn upgrade(mut guard: Self) -> RwLockWriteGuard<'a, T> {
        guard.upgrade_raw(Location::caller());
        guard.change()
    }

    /// Writes in `f`, after blocking until nobody else reads, and goes back to reading.
    ///
    /// # Panics
    ///
    /// Where [`write`](RwLock::write) does. The guard stays what it is then.
    #[inline]
    #[track_caller]
    pub fn with_upgraded<U>(&mut self, f: impl FnOnce(&mut T) -> U) -> U {
        self.upgrade_raw(Location::caller());
        self.written(f)
    }
}

impl<'a, T: ?Sized, L: Level + Within<H>, H> Upgrade<H> for RwLockUpgradableReadGuard<'a, T, L> {
    type Upgraded = RwLockWriteGuard<'a, T, L>;

    #[inline(always)]
    fn upgrade(mut self, at: &'static Location<'static>) -> Self::Upgraded {
        self.upgrade_raw(at);
        self.change()
    }

    #[inline(always)]
    fn with_upgraded<U>(&mut self, at: &'static Location<'static>, f: impl FnOnce(&mut T) -> U) -> U {
        self.upgrade_raw(at);
        self.written(f)
    }
}

impl<T: ?Sized + fmt::Debug, L, M: Access> fmt::Debug for RwLockGuard<'_, T, L, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Display, L, M: Access> fmt::Display for RwLockGuard<'_, T, L, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

/// A part of the data of a [`RwLock`], which is held for reading until this is dropped. Made by `RwLockReadGuard::map`.
#[must_use = "if unused, the lock is released at once"]
pub struct MappedRwLockReadGuard<'a, T: ?Sized> {
    // Dropped in this order: out of the task's list first, then released.
    hold: Hold<'a>,
    locked: Locked<'a, RawRwLock, Reading>,
    data: NonNull<T>,
    lent: PhantomData<&'a T>,
}

// SAFETY: as for `RwLockGuard`.
unsafe impl<T: ?Sized + Sync> Sync for MappedRwLockReadGuard<'_, T> {}

impl<'a, T: ?Sized> MappedRwLockReadGuard<'a, T> {
    /// A guard of a part of the data.
    #[inline]
    pub fn map<U: ?Sized>(guard: Self, f: impl FnOnce(&T) -> &U) -> MappedRwLockReadGuard<'a, U> {
        let data = NonNull::from(f(&guard));
        MappedRwLockReadGuard::new((guard.locked, guard.hold), data)
    }

    /// A guard of a part of the data, if `f` finds it; the guard itself if not.
    #[inline]
    pub fn try_map<U: ?Sized>(guard: Self, f: impl FnOnce(&T) -> Option<&U>) -> Result<MappedRwLockReadGuard<'a, U>, Self> {
        match f(&guard).map(NonNull::from) {
            Some(data) => Ok(MappedRwLockReadGuard::new((guard.locked, guard.hold), data)),
            None => Err(guard),
        }
    }

    /// A guard of a part of the data, if `f` finds it; the guard itself and the error if not. (The name is lock_api's.)
    #[inline]
    pub fn try_map_or_else<U: ?Sized, E>(
        guard: Self,
        f: impl FnOnce(&T) -> Result<&U, E>,
    ) -> Result<MappedRwLockReadGuard<'a, U>, (Self, E)> {
        match f(&guard).map(NonNull::from) {
            Ok(data) => Ok(MappedRwLockReadGuard::new((guard.locked, guard.hold), data)),
            Err(error) => Err((guard, error)),
        }
    }

    /// Releases the lock, and hands it to whoever waits longest.
    #[inline]
    pub fn unlock_fair(guard: Self) {
        drop(guard.hold);
        guard.locked.unlock_fair();
    }

    /// `data` must be a part of what the lock protects.
    #[inline(always)]
    fn new((locked, hold): (Locked<'a, RawRwLock, Reading>, Hold<'a>), data: NonNull<T>) -> Self {
        MappedRwLockReadGuard { hold, locked, data, lent: PhantomData }
    }
}

impl<T: ?Sized> Deref for MappedRwLockReadGuard<'_, T> {
    type Target = T;
    #[inline(always)]
    fn deref(&self) -> &T {
        // SAFETY: a part of the data, lent for as long as the lock is held for reading.
        unsafe { self.data.as_ref() }
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for MappedRwLockReadGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for MappedRwLockReadGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

/// A part of the data of a [`RwLock`], which is held for writing until this is dropped. Made by `RwLockWriteGuard::map`.
#[must_use = "if unused, the lock is released at once"]
pub struct MappedRwLockWriteGuard<'a, T: ?Sized> {
    // Dropped in this order: out of the task's list first, then released.
    hold: Hold<'a>,
    locked: Locked<'a, RawRwLock, Writing>,
    data: NonNull<T>,
    lent: PhantomData<&'a mut T>,
}

// SAFETY: as for `RwLockGuard`.
unsafe impl<T: ?Sized + Sync> Sync for MappedRwLockWriteGuard<'_, T> {}

impl<'a, T: ?Sized> MappedRwLockWriteGuard<'a, T> {
    /// A guard of a part of the data.
    #[inline]
    pub fn map<U: ?Sized>(mut guard: Self, f: impl FnOnce(&mut T) -> &mut U) -> MappedRwLockWriteGuard<'a, U> {
        let data = NonNull::from(f(&mut guard));
        MappedRwLockWriteGuard::new((guard.locked, guard.hold), data)
    }

    /// A guard of a part of the data, if `f` finds it; the guard itself if not.
    #[inline]
    pub fn try_map<U: ?Sized>(mut guard: Self, f: impl FnOnce(&mut T) -> Option<&mut U>) -> Result<MappedRwLockWriteGuard<'a, U>, Self> {
        match f(&mut guard).map(NonNull::from) {
            Some(data) => Ok(MappedRwLockWriteGuard::new((guard.locked, guard.hold), data)),
            None => Err(guard),
        }
    }

    /// A guard of a part of the data, if `f` finds it; the guard itself and the error if not.
    #[inline]
    pub fn try_map_or_err<U: ?Sized, E>(
        mut guard: Self,
        f: impl FnOnce(&mut T) -> Result<&mut U, E>,
    ) -> Result<MappedRwLockWriteGuard<'a, U>, (Self, E)> {
        match f(&mut guard).map(NonNull::from) {
            Ok(data) => Ok(MappedRwLockWriteGuard::new((guard.locked, guard.hold), data)),
            Err(error) => Err((guard, error)),
        }
    }

    /// Releases the lock, and hands it to whoever waits longest.
    #[inline]
    pub fn unlock_fair(guard: Self) {
        drop(guard.hold);
        guard.locked.unlock_fair();
    }

    /// `data` must be a part of what the lock protects.
    #[inline(always)]
    fn new((locked, hold): (Locked<'a, RawRwLock, Writing>, Hold<'a>), data: NonNull<T>) -> Self {
        MappedRwLockWriteGuard { hold, locked, data, lent: PhantomData }
    }
}

impl<T: ?Sized> Deref for MappedRwLockWriteGuard<'_, T> {
    type Target = T;
    #[inline(always)]
    fn deref(&self) -> &T {
        // SAFETY: a part of the data, lent for as long as the lock is held alone.
        unsafe { self.data.as_ref() }
    }
}

impl<T: ?Sized> DerefMut for MappedRwLockWriteGuard<'_, T> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: a part of the data, lent for as long as the lock is held alone; and the guard is borrowed alone.
        unsafe { self.data.as_mut() }
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for MappedRwLockWriteGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for MappedRwLockWriteGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: Default, L: LockLevel> Default for RwLock<T, L> {
    #[track_caller]
    fn default() -> Self {
        RwLock::new(T::default())
    }
}

impl<T, L: LockLevel> From<T> for RwLock<T, L> {
    #[track_caller]
    fn from(value: T) -> Self {
        RwLock::new(value)
    }
}

impl<T: ?Sized + fmt::Debug, L> fmt::Debug for RwLock<T, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Looks without being counted: formatting is no use of the lock.
        self.inner.raw.fmt(f)
    }
}
