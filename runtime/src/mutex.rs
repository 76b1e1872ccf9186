//! The mutex: parking_lot's, with a level.

use crate::cx::Cx;
use crate::deadlock::{Breaks, Exit, Unwinds};
use crate::held::{GuardOfOneThread, Held, WaitAgain, Within};
use crate::level::{After, Dynamic, Level, LockLevel};
use crate::limits::{Interrupt, Limits};
use crate::prim;
use crate::watch::{self, Hold, Kind, Mode, TaskRef};
use parking_lot::lock_api::RawMutex as _;
use parking_lot::lock_api::RawMutexTimed as _;
use std::fmt;
use std::marker::PhantomData;
use std::mem::ManuallyDrop;
use std::ops::{Deref, DerefMut};
use std::panic::Location;
use std::time::{Duration, Instant};

/// A mutual exclusion lock with a place in the declared order.
///
/// With a level `L` it is locked with a context, [`lock(cx)`](LevelledMutex::lock), and the compiler refuses an order that can
/// deadlock. Without one (`L = Dynamic`) its interface is parking_lot's, and the order is learned while the program runs.
///
/// As in parking_lot there is no poisoning, and fairness is on request: `MutexGuard::unlock_fair`.
///
/// It blocks in `lock`, and for a limited time in `try_lock_for` and `try_lock_until`. In an unchecked build it costs what
/// parking_lot's mutex costs, in size and in time; in a checked one, five words more and some tens of instructions.
#[repr(transparent)]
pub struct Mutex<T: ?Sized, L = Dynamic> {
    inner: LevelledMutex<T, L>,
}

/// The part of a [`Mutex`] that asks for a context; every `Mutex<T, L>` with a level dereferences to it.
pub struct LevelledMutex<T: ?Sized, L> {
    level: PhantomData<fn() -> L>,
    watch: watch::Lock,
    raw: prim::Mutex<T>,
}

impl<T, L: LockLevel> Mutex<T, L> {
    /// Creates an unlocked mutex.
    #[inline]
    #[track_caller]
    pub const fn new(value: T) -> Self {
        Self::around(prim::Mutex::new(value), Location::caller())
    }

    const fn around(raw: prim::Mutex<T>, created: &'static Location<'static>) -> Self {
        let watch = watch::Lock::new(Kind::Mutex, L::INFO, created);
        Mutex { inner: LevelledMutex { level: PhantomData, watch, raw } }
    }
}

/// Creates an unlocked mutex without a level; [`Mutex::new`] is as good in a constant.
#[track_caller]
pub const fn const_mutex<T>(value: T) -> Mutex<T> {
    Mutex::new(value)
}

/// Doing without a context: the interface of `parking_lot::Mutex`.
impl<T: ?Sized> Mutex<T> {
    /// Locks, blocking until the lock is free.
    ///
    /// # Panics
    ///
    /// In a checked build, by the default [`Policy`](crate::Policy): when this task holds the lock already, when the wait closes a
    /// circle, when the order conflicts with what was learned.
    #[inline(always)]
    #[track_caller]
    pub fn lock(&self) -> MutexGuard<'_, T> {
        let Ok(guard) = self.inner.acquire(watch::current(), Location::caller(), Unwinds);
        guard
    }

    /// Locks, unless waits end before: see [`LevelledMutex::lock_within`].
    ///
    /// # Panics
    ///
    /// Where [`lock`](Self::lock) does, but for the circle if a deadline or a token is in force.
    ///
    /// # Errors
    ///
    /// When somebody cancelled or the deadline has passed, also if the lock is free.
    #[inline]
    #[track_caller]
    pub fn lock_within(&self) -> Result<MutexGuard<'_, T>, Interrupt> {
        self.inner.acquire_within(watch::current(), Location::caller())
    }

    /// Locks if the lock is free. Never blocks, and asks for no order.
    #[inline]
    #[track_caller]
    pub fn try_lock(&self) -> Option<MutexGuard<'_, T>> {
        self.inner.attempt(watch::current(), Location::caller(), |raw| raw.try_lock())
    }

    /// Locks, waiting for at most `timeout`. It asks for no order, since it cannot hang.
    #[inline]
    #[track_caller]
    pub fn try_lock_for(&self, timeout: Duration) -> Option<MutexGuard<'_, T>> {
        self.inner.attempt_for_a_while(watch::current(), Location::caller(), |raw| raw.try_lock_for(timeout))
    }

    /// Locks, waiting until `deadline` at most. It asks for no order, since it cannot hang.
    #[inline]
    #[track_caller]
    pub fn try_lock_until(&self, deadline: Instant) -> Option<MutexGuard<'_, T>> {
        self.inner.attempt_for_a_while(watch::current(), Location::caller(), |raw| raw.try_lock_until(deadline))
    }

    /// The data, without locking: the exclusive borrow is proof that nobody else has it.
    #[inline]
    pub fn get_mut(&mut self) -> &mut T {
        self.inner.get_mut()
    }

    /// Whether anybody holds the lock now.
    #[inline]
    pub fn is_locked(&self) -> bool {
        self.inner.is_locked()
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
    pub unsafe fn raw(&self) -> &prim::RawMutex {
        self.inner.raw()
    }

    /// A guard for a lock that is held already; it counts as held by this task from here on.
    ///
    /// # Safety
    ///
    /// The current thread must hold the lock, and no other guard may exist for it.
    #[inline]
    #[track_caller]
    pub unsafe fn make_guard_unchecked(&self) -> MutexGuard<'_, T> {
        watch::abandon(watch::current(), &self.inner.watch, Mode::Exclusive);
        // The caller promises what the raw lock would have said.
        self.inner.attempt(watch::current(), Location::caller(), |_| true).expect("it is held")
    }

    /// Unlocks without a guard.
    ///
    /// # Safety
    ///
    /// The current thread must hold the lock, through a guard that was forgotten.
    #[inline]
    pub unsafe fn force_unlock(&self) {
        watch::abandon(watch::current(), &self.inner.watch, Mode::Exclusive);
        // SAFETY: the lock is held, as the caller promises.
        unsafe { self.inner.raw.force_unlock() }
    }

    /// Unlocks without a guard, and hands the lock to whoever waits longest.
    ///
    /// # Safety
    ///
    /// The current thread must hold the lock, through a guard that was forgotten.
    #[inline]
    pub unsafe fn force_unlock_fair(&self) {
        watch::abandon(watch::current(), &self.inner.watch, Mode::Exclusive);
        // SAFETY: the lock is held, as the caller promises.
        unsafe { self.inner.raw.force_unlock_fair() }
    }
}

impl<T: ?Sized, L> Mutex<T, L> {
    #[track_caller]
    pub(crate) fn take<X: Exit>(&self, task: TaskRef, at: &'static Location<'static>, exit: X) -> Result<MutexGuard<'_, T, L>, X::Error> {
        self.inner.acquire(task, at, exit)
    }

    pub(crate) fn try_take(&self, task: TaskRef, at: &'static Location<'static>) -> Option<MutexGuard<'_, T, L>> {
        self.inner.attempt(task, at, |raw| raw.try_lock())
    }

    /// Whether it may be waited for under what is held.
    #[track_caller]
    pub(crate) fn may_take(&self, task: TaskRef, at: &'static Location<'static>) {
        let Ok(()) = watch::ask(task, &self.inner.watch, Mode::Exclusive, at, Unwinds);
    }
}

impl<T> Mutex<T> {
    /// Creates a mutex around an unlocked raw one.
    #[inline]
    #[track_caller]
    pub const fn from_raw(raw: prim::RawMutex, value: T) -> Self {
        Self::around(prim::Mutex::from_raw(raw, value), Location::caller())
    }

    /// Creates a mutex around an unlocked raw one: another name of [`from_raw`](Self::from_raw).
    #[inline]
    #[track_caller]
    pub const fn const_new(raw: prim::RawMutex, value: T) -> Self {
        Self::from_raw(raw, value)
    }

    /// The data.
    #[inline]
    pub fn into_inner(self) -> T {
        self.inner.raw.into_inner()
    }
}

/// The data of a lock that has a level, by value. (The inherent method is there for locks without one, so that a lock whose level
/// nobody names has none.)
pub trait IntoInner {
    /// The data.
    type Data;
    /// Takes the data out.
    fn into_inner(self) -> Self::Data;
}

impl<T, L: Level> IntoInner for Mutex<T, L> {
    type Data = T;
    fn into_inner(self) -> T {
        self.inner.raw.into_inner()
    }
}

impl<T: ?Sized, L: Level> Deref for Mutex<T, L> {
    type Target = LevelledMutex<T, L>;
    #[inline(always)]
    fn deref(&self) -> &LevelledMutex<T, L> {
        &self.inner
    }
}

impl<T: ?Sized, L: Level> DerefMut for Mutex<T, L> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut LevelledMutex<T, L> {
        &mut self.inner
    }
}

impl<T: ?Sized, L: Level> LevelledMutex<T, L> {
    /// Locks, blocking until the lock is free. The level must come after all that the context holds and owes.
    ///
    /// The result borrows the context; [`nest`](Held::nest) gives back one in which this lock is held.
    ///
    /// # Panics
    ///
    /// In a checked build, by the default [`Policy`](crate::Policy), when the wait closes a circle that types could not see.
    #[rustfmt::skip] // One line: rustc quotes it.
    #[inline(always)]
    #[track_caller]
    pub fn lock<'a, H>(&'a self, cx: &'a mut Cx<H>) -> Held<'a, MutexGuard<'a, T, L>, L> where L: After<H> {
        let Ok(guard) = self.acquire(cx.task(), Location::caller(), Unwinds);
        Held { guard, cx: cx.retag() }
    }

    /// Locks as [`lock`](Self::lock) does, unless waits end before: at the deadline in force, or within 5 ms of a cancellation.
    ///
    /// Under a token it queues anew every 5 ms, so that others may overtake it. While a deadline or a token is in force a checked build
    /// looks at the order only: a wait that can end by itself closes no circle.
    ///
    /// # Panics
    ///
    /// Where [`lock`](Self::lock) does, if nothing is in force.
    ///
    /// # Errors
    ///
    /// When somebody cancelled or the deadline has passed, also if the lock is free.
    #[rustfmt::skip] // One line: rustc quotes it.
    #[inline]
    #[track_caller]
    pub fn lock_within<'a, H>(&'a self, cx: &'a mut Cx<H>) -> Result<Held<'a, MutexGuard<'a, T, L>, L>, Interrupt> where L: After<H> {
        let guard = self.acquire_within(cx.task(), Location::caller())?;
        Ok(Held { guard, cx: cx.retag() })
    }

    /// Locks if the lock is free. Never blocks and asks for no order, but what is held counts beside what was held before.
    #[inline]
    #[track_caller]
    pub fn try_lock<'a, H>(&'a self, cx: &'a mut Cx<H>) -> Option<Held<'a, MutexGuard<'a, T, L>, (H, L)>> {
        let guard = self.attempt(cx.task(), Location::caller(), |raw| raw.try_lock())?;
        Some(Held { guard, cx: cx.retag() })
    }

    /// Locks, waiting for at most `timeout`; like [`try_lock`](Self::try_lock) it asks for no order, since it cannot hang.
    #[inline]
    #[track_caller]
    pub fn try_lock_for<'a, H>(&'a self, cx: &'a mut Cx<H>, timeout: Duration) -> Option<Held<'a, MutexGuard<'a, T, L>, (H, L)>> {
        let guard = self.attempt_for_a_while(cx.task(), Location::caller(), |raw| raw.try_lock_for(timeout))?;
        Some(Held { guard, cx: cx.retag() })
    }

    /// Locks, waiting until `deadline` at most; like [`try_lock`](Self::try_lock) it asks for no order, since it cannot hang.
    #[inline]
    #[track_caller]
    pub fn try_lock_until<'a, H>(&'a self, cx: &'a mut Cx<H>, deadline: Instant) -> Option<Held<'a, MutexGuard<'a, T, L>, (H, L)>> {
        let guard = self.attempt_for_a_while(cx.task(), Location::caller(), |raw| raw.try_lock_until(deadline))?;
        Some(Held { guard, cx: cx.retag() })
    }
}

impl<T: ?Sized, L> LevelledMutex<T, L> {
    /// The data, without locking: the exclusive borrow is proof that nobody else has it.
    #[inline]
    pub fn get_mut(&mut self) -> &mut T {
        self.raw.get_mut()
    }

    /// Whether anybody holds the lock now.
    #[inline]
    pub fn is_locked(&self) -> bool {
        self.raw.is_locked()
    }

    /// A pointer to the data.
    #[inline]
    pub fn data_ptr(&self) -> *mut T {
        self.raw.data_ptr()
    }

    fn raw(&self) -> &prim::RawMutex {
        // SAFETY: this module unlocks only what a guard holds.
        unsafe { self.raw.raw() }
    }

    #[inline(always)]
    #[track_caller]
    fn acquire<X: Exit>(&self, task: TaskRef, at: &'static Location<'static>, exit: X) -> Result<MutexGuard<'_, T, L>, X::Error> {
        let attempt = || self.raw().try_lock().then_some(());
        let (hold, ()) = watch::acquire(task, &self.watch, Mode::Exclusive, at, exit, attempt, || self.raw().lock())?;
        hold.opens::<T>();
        Ok(MutexGuard { hold, locked: Locked(self), stays: PhantomData })
    }

    #[track_caller]
    fn acquire_within(&self, task: TaskRef, at: &'static Location<'static>) -> Result<MutexGuard<'_, T, L>, Interrupt> {
        let limits = Limits::current();
        if limits.are_none() {
            return Ok(self.acquire(task, at, Breaks)?);
        }
        let wait = || {
            limits.check()?;
            self.limited(at, Ok(()), || limits.attempts(|until| self.raw().try_lock_until(until)))
        };
        let (hold, ()) = watch::acquire_within(task, &self.watch, Mode::Exclusive, at, Breaks, wait)?;
        hold.opens::<T>();
        Ok(MutexGuard { hold, locked: Locked(self), stays: PhantomData })
    }

    #[inline(always)]
    fn attempt(
        &self,
        task: TaskRef,
        at: &'static Location<'static>,
        attempt: impl FnOnce(&prim::RawMutex) -> bool,
    ) -> Option<MutexGuard<'_, T, L>> {
        let (hold, ()) = watch::try_acquire(task, &self.watch, Mode::Exclusive, at, || attempt(self.raw()).then_some(()))?;
        hold.opens::<T>();
        Some(MutexGuard { hold, locked: Locked(self), stays: PhantomData })
    }

    fn attempt_for_a_while(
        &self,
        task: TaskRef,
        at: &'static Location<'static>,
        attempt: impl FnOnce(&prim::RawMutex) -> bool,
    ) -> Option<MutexGuard<'_, T, L>> {
        self.attempt(task, at, |raw| self.limited(at, true, || attempt(raw)))
    }

    /// Takes the raw lock if it is free, which gives `taken`, or else in `block`, which ends by itself.
    fn limited<R>(&self, at: &'static Location<'static>, taken: R, block: impl FnOnce() -> R) -> R {
        let wanted = || self.watch.wanted_in(Mode::Exclusive);
        watch::limited(wanted, at, || self.raw().try_lock().then_some(taken), block)
    }
}

/// The lock of a [`Mutex`], held; dropping it releases. It stays on its thread.
#[must_use = "if unused, the lock is released at once"]
pub struct MutexGuard<'a, T: ?Sized, L = Dynamic> {
    // Dropped in this order: out of the task's list first, then released.
    hold: Hold<'a>,
    locked: Locked<'a, T, L>,
    stays: PhantomData<dyn GuardOfOneThread>,
}

/// The raw lock, held.
struct Locked<'a, T: ?Sized, L>(&'a LevelledMutex<T, L>);

impl<T: ?Sized, L> Drop for Locked<'_, T, L> {
    #[inline(always)]
    fn drop(&mut self) {
        // SAFETY: a `Locked` is made where the raw lock was taken, and neither copied nor cloned.
        unsafe { self.0.raw.force_unlock() }
    }
}

// SAFETY: a shared guard gives out `&T` only; it can be dropped only by its owner, on the owner's thread.
unsafe impl<T: ?Sized + Sync, L> Sync for MutexGuard<'_, T, L> {}

impl<T: ?Sized, L> Deref for MutexGuard<'_, T, L> {
    type Target = T;
    #[inline(always)]
    fn deref(&self) -> &T {
        // SAFETY: the lock is held.
        unsafe { &*self.locked.0.raw.data_ptr() }
    }
}

impl<T: ?Sized, L> DerefMut for MutexGuard<'_, T, L> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: the lock is held, and the guard borrowed alone.
        unsafe { &mut *self.locked.0.raw.data_ptr() }
    }
}

impl<'a, T: ?Sized, L> MutexGuard<'a, T, L> {
    /// A guard of a part of the data.
    #[inline]
    pub fn map<U: ?Sized>(guard: Self, f: impl FnOnce(&mut T) -> &mut U) -> MappedMutexGuard<'a, U> {
        Self::try_map_or_err(guard, |data| Ok::<_, ()>(f(data))).unwrap_or_else(|_| unreachable!("`f` cannot fail"))
    }

    /// A guard of a part of the data, if `f` finds it; the guard itself if not.
    #[inline]
    pub fn try_map<U: ?Sized>(guard: Self, f: impl FnOnce(&mut T) -> Option<&mut U>) -> Result<MappedMutexGuard<'a, U>, Self> {
        Self::try_map_or_err(guard, |data| f(data).ok_or(())).map_err(|(guard, ())| guard)
    }

    /// A guard of a part of the data, if `f` finds it; the guard itself and the error if not.
    #[inline]
    pub fn try_map_or_err<U: ?Sized, E>(
        mut guard: Self,
        f: impl FnOnce(&mut T) -> Result<&mut U, E>,
    ) -> Result<MappedMutexGuard<'a, U>, (Self, E)> {
        // `f` runs while the guard is whole: if it panics, the hold ends before the lock is released.
        let data = match f(&mut guard) {
            Ok(data) => std::ptr::from_mut(data),
            Err(error) => return Err((guard, error)),
        };
        let (inner, hold) = guard.into_parking_lot();
        // SAFETY: a part of the data, which the guard keeps.
        let inner = prim::MutexGuard::map(inner, |_| unsafe { &mut *data });
        Ok(MappedMutexGuard { hold, inner })
    }

    /// The parts, with the hold last, so that it is dropped first.
    #[inline]
    fn into_parking_lot(self) -> (prim::MutexGuard<'a, T>, Hold<'a>) {
        let MutexGuard { hold, locked, .. } = self;
        let raw = &locked.0.raw;
        std::mem::forget(locked);
        // SAFETY: the lock is held, and its one `Locked` was forgotten.
        (unsafe { raw.make_guard_unchecked() }, hold)
    }

    /// Releases the lock, and hands it to whoever waits longest.
    #[inline]
    pub fn unlock_fair(guard: Self) {
        let MutexGuard { hold, locked, .. } = guard;
        drop(hold);
        // SAFETY: the lock is held, and its one `Locked` is forgotten.
        unsafe { locked.0.raw.force_unlock_fair() }
        std::mem::forget(locked);
    }

    /// Keeps the lock for ever, and gives out the data. Whoever wants the lock after that waits for ever.
    #[inline]
    pub fn leak(guard: Self) -> &'a mut T {
        let MutexGuard { hold, locked, .. } = guard;
        let data = locked.0.raw.data_ptr();
        hold.forget();
        std::mem::forget(locked);
        // SAFETY: the lock is never released, so nobody else reaches the data.
        unsafe { &mut *data }
    }
}

impl<T: ?Sized, L> MutexGuard<'_, T, L> {
    fn released<U>(guard: &mut Self, fair: bool, at: &'static Location<'static>, f: impl FnOnce() -> U) -> U {
        struct Relock<'g, 'a, T: ?Sized, L>(&'g mut MutexGuard<'a, T, L>, &'static Location<'static>);
        impl<T: ?Sized, L> Drop for Relock<'_, '_, T, L> {
            fn drop(&mut self) {
                let raw = self.0.locked.0.raw();
                self.0.hold.resume(self.1, || raw.try_lock().then_some(()), || raw.lock());
            }
        }
        guard.hold.pause();
        // SAFETY: the lock is held; `Relock` takes it again before the guard can be used, also when `f` panics.
        unsafe {
            match fair {
                true => guard.locked.0.raw.force_unlock_fair(),
                false => guard.locked.0.raw.force_unlock(),
            }
        }
        let _relock = Relock(guard, at);
        f()
    }
}

impl<'a, T: ?Sized, L> MutexGuard<'a, T, L> {
    /// Waits in `wait`, which gives the lock up and takes it again; meanwhile it is not in the books.
    #[track_caller]
    pub(crate) fn suspended<R, X: Exit>(
        guard: &mut Self,
        at: &'static Location<'static>,
        exit: X,
        wait: impl FnOnce(&mut prim::MutexGuard<'a, T>) -> Result<R, X::Error>,
    ) -> Result<R, X::Error> {
        struct Resume<'h, 'a>(&'h mut Hold<'a>, &'static Location<'static>);
        impl Drop for Resume<'_, '_> {
            fn drop(&mut self) {
                self.0.resume(self.1, || Some(()), || ());
            }
        }
        guard.hold.suspend(at, exit)?;
        let _resume = Resume(&mut guard.hold, at);
        // SAFETY: the lock is held; this guard of it is never dropped.
        let mut raw = ManuallyDrop::new(unsafe { guard.locked.0.raw.make_guard_unchecked() });
        wait(&mut raw)
    }
}

impl<T: ?Sized, L: Level + Within<H>, H> WaitAgain<H> for MutexGuard<'_, T, L> {
    fn released<U>(&mut self, fair: bool, at: &'static Location<'static>, f: impl FnOnce() -> U) -> U {
        Self::released(self, fair, at, f)
    }
}

/// For a lock with a level: [`Held::unlocked`], [`Held::unlocked_fair`], [`Held::bump`].
impl<'a, T: ?Sized> MutexGuard<'a, T> {
    /// Releases the lock while `f` runs, and takes it again.
    ///
    /// In a checked build, where waiting for it again would close a circle, the process aborts if the policy is to panic: a guard
    /// must not be without its lock.
    #[inline]
    #[track_caller]
    pub fn unlocked<U>(guard: &mut Self, f: impl FnOnce() -> U) -> U {
        Self::released(guard, false, Location::caller(), f)
    }

    /// Releases the lock to whoever waits longest while `f` runs, and takes it again, as [`unlocked`](Self::unlocked) does.
    #[inline]
    #[track_caller]
    pub fn unlocked_fair<U>(guard: &mut Self, f: impl FnOnce() -> U) -> U {
        Self::released(guard, true, Location::caller(), f)
    }

    /// Lets whoever waits longest go first, once.
    #[inline]
    #[track_caller]
    pub fn bump(guard: &mut Self) {
        Self::released(guard, true, Location::caller(), || ());
    }

    /// The mutex that is locked.
    #[inline]
    pub fn mutex(guard: &Self) -> &'a Mutex<T> {
        let inner: &'a LevelledMutex<T, Dynamic> = guard.locked.0;
        // SAFETY: `Mutex` is transparent over `LevelledMutex`.
        unsafe { &*(std::ptr::from_ref(inner) as *const Mutex<T>) }
    }
}

impl<T: ?Sized + fmt::Debug, L> fmt::Debug for MutexGuard<'_, T, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Display, L> fmt::Display for MutexGuard<'_, T, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

/// A part of the data of a [`Mutex`], whose lock is held until it is dropped. Made by [`MutexGuard::map`].
#[must_use = "if unused, the lock is released at once"]
pub struct MappedMutexGuard<'a, T: ?Sized> {
    hold: Hold<'a>,
    inner: prim::MappedMutexGuard<'a, T>,
}

impl<'a, T: ?Sized> MappedMutexGuard<'a, T> {
    /// A guard of a part of the data.
    #[inline]
    pub fn map<U: ?Sized>(guard: Self, f: impl FnOnce(&mut T) -> &mut U) -> MappedMutexGuard<'a, U> {
        Self::try_map_or_err(guard, |data| Ok::<_, ()>(f(data))).unwrap_or_else(|_| unreachable!("`f` cannot fail"))
    }

    /// A guard of a part of the data, if `f` finds it; the guard itself if not.
    #[inline]
    pub fn try_map<U: ?Sized>(guard: Self, f: impl FnOnce(&mut T) -> Option<&mut U>) -> Result<MappedMutexGuard<'a, U>, Self> {
        Self::try_map_or_err(guard, |data| f(data).ok_or(())).map_err(|(guard, ())| guard)
    }

    /// A guard of a part of the data, if `f` finds it; the guard itself and the error if not.
    #[inline]
    pub fn try_map_or_err<U: ?Sized, E>(
        mut guard: Self,
        f: impl FnOnce(&mut T) -> Result<&mut U, E>,
    ) -> Result<MappedMutexGuard<'a, U>, (Self, E)> {
        // See `MutexGuard::try_map_or_err`.
        let data = match f(&mut guard) {
            Ok(data) => std::ptr::from_mut(data),
            Err(error) => return Err((guard, error)),
        };
        let MappedMutexGuard { hold, inner } = guard;
        // SAFETY: a part of the data, which the guard keeps.
        let inner = prim::MappedMutexGuard::map(inner, |_| unsafe { &mut *data });
        Ok(MappedMutexGuard { hold, inner })
    }

    /// Releases the lock, and hands it to whoever waits longest.
    #[inline]
    pub fn unlock_fair(guard: Self) {
        let MappedMutexGuard { hold, inner } = guard;
        drop(hold);
        prim::MappedMutexGuard::unlock_fair(inner);
    }
}

impl<T: ?Sized> Deref for MappedMutexGuard<'_, T> {
    type Target = T;
    #[inline(always)]
    fn deref(&self) -> &T {
        &self.inner
    }
}

impl<T: ?Sized> DerefMut for MappedMutexGuard<'_, T> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut T {
        &mut self.inner
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for MappedMutexGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for MappedMutexGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: Default, L: LockLevel> Default for Mutex<T, L> {
    #[track_caller]
    fn default() -> Self {
        Mutex::new(T::default())
    }
}

impl<T, L: LockLevel> From<T> for Mutex<T, L> {
    #[track_caller]
    fn from(value: T) -> Self {
        Mutex::new(value)
    }
}

impl<T: ?Sized + fmt::Debug, L> fmt::Debug for Mutex<T, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Looks without being counted: formatting is no use of the lock.
        self.inner.raw.fmt(f)
    }
}
