//! The fields of one level behind one lock: the run-time half of [`guarded`](crate::guarded).
//!
//! A guard whose fields can be borrowed at once cannot own the lock as a whole: its fields can be moved out of it, and swapped with
//! those of another guard. So each of them, a [`Part`], owns a share in the hold, and whoever gives up the last one releases.

use crate::cx::Cx;
use crate::deadlock::Unwinds;
use crate::held::Held;
use crate::level::{After, Level, LockLevel};
use crate::watch::{self, Hold, Kind, Mode, TaskRef};
use parking_lot::lock_api::{RawMutex as _, RawRwLock as _};
pub use parking_lot::{RawMutex, RawRwLock};
use std::cell::{Cell, UnsafeCell};
use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};
use std::panic::Location;
use std::ptr::NonNull;

/// One field of a guard that [`guarded`](crate::guarded) generates; it dereferences to the field's value.
///
/// The lock is released when the last part of its guard is dropped. A part that was moved out of the guard keeps the lock, and one
/// that is forgotten keeps it for ever.
#[must_use = "a part keeps its lock"]
pub struct Part<'a, T: ?Sized, R: Raw = RawMutex> {
    value: NonNull<T>,
    share: Share<'a, R>,
    // Gives out `&mut T`: invariant in `T`.
    borrow: PhantomData<&'a mut T>,
}

// SAFETY: a shared part gives out `&T` only; the share is touched by the part's owner alone, on the owner's thread.
unsafe impl<T: ?Sized + Sync, R: Raw> Sync for Part<'_, T, R> {}

impl<'a, T: ?Sized, R: Raw> Part<'a, T, R> {
    /// A part of the part.
    #[inline]
    pub fn map<U: ?Sized>(part: Self, f: impl FnOnce(&mut T) -> &mut U) -> Part<'a, U, R> {
        let Part { mut value, share, .. } = part;
        // SAFETY: as in `deref_mut`; the part is given up here, so nobody else reaches its value.
        let value = NonNull::from(f(unsafe { value.as_mut() }));
        Part { value, share, borrow: PhantomData }
    }

    /// Takes it apart: `f` turns each field that it borrows into a part of its own.
    ///
    /// `'x` is any lifetime, and `Shares` invariant in it, so `f` can turn only what it borrowed from the value for all of `'x`, and
    /// each of it once.
    #[doc(hidden)]
    #[inline(always)]
    pub fn split<G>(part: Self, f: impl for<'x> FnOnce(&'x mut T, &Shares<'x, 'a, R>) -> G) -> G {
        let Part { mut value, share, .. } = part;
        // Outlives `f`: the lock is held as long as anything is borrowed in there.
        let shares = Shares { share, brand: PhantomData };
        // SAFETY: as in `deref_mut`; the part is given up here, so nobody else reaches its value.
        f(unsafe { value.as_mut() }, &shares)
    }
}

/// Makes parts of what is borrowed for `'x`.
#[doc(hidden)]
pub struct Shares<'x, 'a, R: Raw> {
    share: Share<'a, R>,
    brand: PhantomData<fn(&'x ()) -> &'x ()>,
}

impl<'x, 'a, R: Raw> Shares<'x, 'a, R> {
    #[inline(always)]
    pub fn part<T: ?Sized>(&self, value: &'x mut T) -> Part<'a, T, R> {
        Part { value: NonNull::from(value), share: self.share.another(), borrow: PhantomData }
    }
}

impl<T: ?Sized, R: Raw> Deref for Part<'_, T, R> {
    type Target = T;
    #[inline(always)]
    fn deref(&self) -> &T {
        // SAFETY: the pointer comes from an exclusive borrow of the lock's data, or of what no other part reaches (see `split`), and
        // the lock is held as long as this part has its share.
        unsafe { self.value.as_ref() }
    }
}

impl<T: ?Sized, R: Raw> DerefMut for Part<'_, T, R> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: as in `deref`, and the part is borrowed alone.
        unsafe { self.value.as_mut() }
    }
}

impl<T: ?Sized + fmt::Debug, R: Raw> fmt::Debug for Part<'_, T, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Display, R: Raw> fmt::Display for Part<'_, T, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

/// The fields of one level, behind one lock.
#[doc(hidden)]
pub struct Group<D, L, R> {
    level: PhantomData<fn() -> L>,
    lock: Lock<R>,
    data: UnsafeCell<D>,
}

/// All of a group's data, and the context in which it is held.
type Nested<'a, D, R, H> = (Part<'a, D, R>, &'a mut Cx<H>);

/// The lock of a group, without its data.
struct Lock<R> {
    watch: watch::Lock,
    raw: R,
    /// How many shares there are in the exclusive hold; touched by its holder only, and 0 while there is none.
    shares: Cell<usize>,
}

// SAFETY: the data is reached by one thread at a time, through the lock, as is the number of shares; what remains is `Sync`.
unsafe impl<D: Send, L> Sync for Group<D, L, RawMutex> {}
// SAFETY: as above, except that several threads may read the data.
unsafe impl<D: Send + Sync, L> Sync for Group<D, L, RawRwLock> {}

impl<D, L: LockLevel> Group<D, L, RawMutex> {
    #[inline]
    #[track_caller]
    pub const fn mutex(data: D) -> Self {
        Group::free(Kind::Mutex, RawMutex::INIT, data, Location::caller())
    }
}

impl<D, L: LockLevel> Group<D, L, RawRwLock> {
    #[inline]
    #[track_caller]
    pub const fn rwlock(data: D) -> Self {
        Group::free(Kind::RwLock, RawRwLock::INIT, data, Location::caller())
    }
}

impl<D, L: LockLevel, R> Group<D, L, R> {
    const fn free(kind: Kind, raw: R, data: D, created: &'static Location<'static>) -> Self {
        let lock = Lock { watch: watch::Lock::new(kind, L::INFO, created), raw, shares: Cell::new(0) };
        Group { level: PhantomData, lock, data: UnsafeCell::new(data) }
    }
}

impl<D, L, R> Group<D, L, R> {
    /// The data, without locking: the exclusive borrow is proof that nobody else has it.
    #[inline]
    pub fn get_mut(&mut self) -> &mut D {
        self.data.get_mut()
    }
}

impl<D, L: Level, R: Raw> Group<D, L, R> {
    /// Locks it for one, blocking until it is free.
    #[inline]
    #[track_caller]
    pub fn lock<'a, H>(&'a self, cx: &'a mut Cx<H>) -> Nested<'a, D, R, L>
    where
        L: After<H>,
    {
        let Lock { watch, raw, .. } = &self.lock;
        let attempt = || raw.try_lock().then_some(());
        let Ok((hold, ())) = watch::acquire(cx.task(), watch, Mode::Exclusive, Location::caller(), Unwinds, attempt, || raw.lock());
        (self.whole(hold, cx.task()), cx.retag())
    }

    /// Locks it for one, if it is free.
    #[inline]
    #[track_caller]
    pub fn try_lock<'a, H>(&'a self, cx: &'a mut Cx<H>) -> Option<Nested<'a, D, R, (H, L)>> {
        let Lock { watch, raw, .. } = &self.lock;
        let attempt = || raw.try_lock().then_some(());
        let (hold, ()) = watch::try_acquire(cx.task(), watch, Mode::Exclusive, Location::caller(), attempt)?;
        Some((self.whole(hold, cx.task()), cx.retag()))
    }

    /// All of the data, whose lock was taken just now. The hold ends with the last share.
    #[inline(always)]
    fn whole<'a>(&'a self, hold: Hold<'a>, task: TaskRef) -> Part<'a, D, R> {
        hold.forget();
        self.lock.shares.set(1);
        let share = Share { lock: &self.lock, task };
        // SAFETY: the pointer of an `UnsafeCell` is not null.
        let value = unsafe { NonNull::new_unchecked(self.data.get()) };
        Part { value, share, borrow: PhantomData }
    }
}

impl<D, L: Level> Group<D, L, RawRwLock> {
    /// Locks it for reading, blocking while a writer has it.
    #[inline]
    #[track_caller]
    pub fn read<'a, H>(&'a self, cx: &'a mut Cx<H>) -> Held<'a, ReadParts<'a, D>, L>
    where
        L: After<H>,
    {
        let Lock { watch, raw, .. } = &self.lock;
        let attempt = || raw.try_lock_shared().then_some(());
        let Ok((hold, ())) = watch::acquire(cx.task(), watch, Mode::Shared, Location::caller(), Unwinds, attempt, || raw.lock_shared());
        Held { guard: self.read_parts(hold), cx: cx.retag() }
    }

    /// Locks it for reading, if no writer has it.
    #[inline]
    #[track_caller]
    pub fn try_read<'a, H>(&'a self, cx: &'a mut Cx<H>) -> Option<Held<'a, ReadParts<'a, D>, (H, L)>> {
        let Lock { watch, raw, .. } = &self.lock;
        let attempt = || raw.try_lock_shared().then_some(());
        let (hold, ()) = watch::try_acquire(cx.task(), watch, Mode::Shared, Location::caller(), attempt)?;
        Some(Held { guard: self.read_parts(hold), cx: cx.retag() })
    }

    /// The data, whose lock was taken for reading just now.
    #[inline(always)]
    fn read_parts<'a>(&'a self, hold: Hold<'a>) -> ReadParts<'a, D> {
        ReadParts { hold, data: self.data.get(), locked: Reading(&self.lock.raw) }
    }
}

/// A share in the exclusive hold of a lock.
struct Share<'a, R: Raw> {
    lock: &'a Lock<R>,
    task: TaskRef,
}

impl<R: Raw> Share<'_, R> {
    #[inline(always)]
    fn another(&self) -> Self {
        let more = self.lock.shares.get().checked_add(1);
        self.lock.shares.set(more.expect("fewer shares than addresses"));
        Share { lock: self.lock, task: self.task }
    }
}

impl<R: Raw> Drop for Share<'_, R> {
    #[inline(always)]
    fn drop(&mut self) {
        let left = self.lock.shares.get() - 1;
        self.lock.shares.set(left);
        if left == 0 {
            // Out of the task's list first, then released.
            watch::abandon(self.task, &self.lock.watch, Mode::Exclusive);
            // SAFETY: the first share was made where the raw lock was taken, each other one is counted, and this was the last; a
            // share stays on its thread, because a reference to the `Cell` does.
            unsafe { self.lock.raw.unlock() }
        }
    }
}

/// The fields of one level, held for reading; it dereferences to them. Made by what [`guarded`](crate::guarded) generates.
///
/// Shared fields can be borrowed side by side through one reference, so there are no parts in it.
#[must_use = "if unused, the lock is released at once"]
pub struct ReadParts<'a, D> {
    // Dropped in this order: out of the task's list first, then released.
    #[expect(dead_code, reason = "kept for its drop")]
    hold: Hold<'a>,
    #[expect(dead_code, reason = "kept for its drop")]
    locked: Reading<'a>,
    data: *const D,
}

/// A raw lock, held for reading.
struct Reading<'a>(&'a RawRwLock);

impl Drop for Reading<'_> {
    #[inline(always)]
    fn drop(&mut self) {
        // SAFETY: a `Reading` is made where the raw lock was taken for reading, and neither copied nor cloned.
        unsafe { self.0.unlock_shared() }
    }
}

// SAFETY: shared, it gives out `&D` only; it can be dropped only by its owner, on the owner's thread.
unsafe impl<D: Sync> Sync for ReadParts<'_, D> {}

impl<D> Deref for ReadParts<'_, D> {
    type Target = D;
    #[inline(always)]
    fn deref(&self) -> &D {
        // SAFETY: the lock is held for reading, so nobody has the data exclusively; it lives as long as the lock that is borrowed.
        unsafe { &*self.data }
    }
}

impl<D: fmt::Debug> fmt::Debug for ReadParts<'_, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

/// A raw lock that one can have alone.
#[doc(hidden)]
pub trait Raw: sealed::Sealed {
    fn lock(&self);
    fn try_lock(&self) -> bool;
    /// # Safety
    ///
    /// The current thread must have the lock alone.
    unsafe fn unlock(&self);
}

impl Raw for RawMutex {
    #[inline(always)]
    fn lock(&self) {
        parking_lot::lock_api::RawMutex::lock(self);
    }
    #[inline(always)]
    fn try_lock(&self) -> bool {
        parking_lot::lock_api::RawMutex::try_lock(self)
    }
    #[inline(always)]
    unsafe fn unlock(&self) {
        // SAFETY: as the caller promises.
        unsafe { parking_lot::lock_api::RawMutex::unlock(self) }
    }
}

impl Raw for RawRwLock {
    #[inline(always)]
    fn lock(&self) {
        self.lock_exclusive();
    }
    #[inline(always)]
    fn try_lock(&self) -> bool {
        self.try_lock_exclusive()
    }
    #[inline(always)]
    unsafe fn unlock(&self) {
        // SAFETY: as the caller promises.
        unsafe { self.unlock_exclusive() }
    }
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::RawMutex {}
    impl Sealed for super::RawRwLock {}
}

impl<D: Default, L: LockLevel> Default for Group<D, L, RawMutex> {
    #[track_caller]
    fn default() -> Self {
        Group::mutex(D::default())
    }
}

impl<D: Default, L: LockLevel> Default for Group<D, L, RawRwLock> {
    #[track_caller]
    fn default() -> Self {
        Group::rwlock(D::default())
    }
}

/// Looks without being counted: formatting is no use of the lock.
impl<D: fmt::Debug, L, R: Raw> fmt::Debug for Group<D, L, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        struct Looking<'a, R: Raw>(&'a R);
        impl<R: Raw> Drop for Looking<'_, R> {
            fn drop(&mut self) {
                // SAFETY: made below, where the lock was taken.
                unsafe { self.0.unlock() }
            }
        }
        let mut lock = f.debug_struct("Lock");
        match self.lock.raw.try_lock().then(|| Looking(&self.lock.raw)) {
            // SAFETY: the lock is held until `_looking` is dropped, behind the last use of the data.
            Some(_looking) => lock.field("data", unsafe { &*self.data.get() }),
            None => lock.field("data", &format_args!("<locked>")),
        };
        lock.finish()
    }
}
