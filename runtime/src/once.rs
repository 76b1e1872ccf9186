//! Values that are initialised once: std's, with a level. Initialising is holding.

use crate::cx::Cx;
use crate::deadlock::Unwinds;
use crate::level::{After, Dynamic, ForLocks, Level, LockLevel};
use crate::mutex::IntoInner;
use crate::prim;
use crate::watch::{self, Hold, Kind, Mode, TaskRef};
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use std::panic::{Location, RefUnwindSafe, UnwindSafe};

/// A value that is set once, at run time.
///
/// Whoever runs the initialiser holds the right to do so, and others wait for it: so the initialiser counts as held code. With a
/// level `L` it is initialised with a context, [`get_or_init(cx, ..)`](LevelledOnceLock::get_or_init), and the initialiser gets one
/// in which `L` is held. Without one (`L = Dynamic`) its interface is that of [`std::sync::OnceLock`], and the order is learned.
///
/// Where the value is there already it costs what std's costs: one load.
///
/// ```
/// # #[unhang::levels] mod order { pub struct Settings; #[after(Settings)] pub struct Log; }
/// # use order::*; use unhang::{Mutex, OnceLock};
/// # let log = Mutex::<_, Log>::new(vec![]);
/// let port = OnceLock::<u16, Settings>::new();
/// unhang::root(|cx| {
///     port.get_or_init(cx, |cx| {
///         log.lock(cx).push("settings read");
///         8080
///     });
/// });
/// assert_eq!(port.get(), Some(&8080));
/// ```
///
/// Under the log, which comes after the settings, it is refused:
///
/// ```compile_fail,E0277
/// # #[unhang::levels] mod order { pub struct Settings; #[after(Settings)] pub struct Log; }
/// # use order::*; use unhang::{Mutex, OnceLock};
/// # let log = Mutex::<_, Log>::new(vec![]);
/// # let port = OnceLock::<u16, Settings>::new();
/// unhang::root(|cx| {
///     let (mut log, cx) = log.lock(cx).nest();
///     log.push(*port.get_or_init(cx, |_| 8080));
/// });
/// ```
#[repr(transparent)]
pub struct OnceLock<T, L = Dynamic> {
    inner: LevelledOnceLock<T, L>,
}

/// The part of a [`OnceLock`] that asks for a context; every `OnceLock<T, L>` with a level dereferences to it.
pub struct LevelledOnceLock<T, L> {
    level: PhantomData<fn() -> L>,
    right: Right<()>,
    value: std::sync::OnceLock<T>,
}

impl<T, L: LockLevel> OnceLock<T, L> {
    /// Creates it without a value.
    #[inline]
    #[track_caller]
    pub const fn new() -> Self {
        let right = Right::new(L::INFO, Location::caller(), ());
        let value = std::sync::OnceLock::new();
        OnceLock { inner: LevelledOnceLock { level: PhantomData, right, value } }
    }
}

/// Doing without a context: the interface of [`std::sync::OnceLock`].
impl<T> OnceLock<T> {
    /// The value, if it is there. Never blocks.
    #[inline]
    pub fn get(&self) -> Option<&T> {
        self.inner.get()
    }

    /// The value, if it is there.
    #[inline]
    pub fn get_mut(&mut self) -> Option<&mut T> {
        self.inner.get_mut()
    }

    /// Sets the value. Blocks while another task initialises it.
    ///
    /// # Errors
    ///
    /// The given value, if there is one already.
    ///
    /// # Panics
    ///
    /// Where [`get_or_init`](Self::get_or_init) does.
    #[inline]
    #[track_caller]
    pub fn set(&self, value: T) -> Result<(), T> {
        self.inner.fill(watch::current(), Location::caller(), value)
    }

    /// The value; if it is not there, that of `f`. Blocks while another task initialises it.
    ///
    /// # Panics
    ///
    /// With `f`: then there is no value, and the next one may try.
    ///
    /// In a checked build, by the default [`Policy`](crate::Policy): when this task is initialising it already, when the wait closes
    /// a circle, when the order conflicts with what was learned.
    #[inline]
    #[track_caller]
    pub fn get_or_init(&self, f: impl FnOnce() -> T) -> &T {
        match self.inner.value.get() {
            Some(value) => value,
            None => self.inner.initialise(watch::current(), Location::caller(), f),
        }
    }

    /// The value, by value.
    #[inline]
    pub fn into_inner(self) -> Option<T> {
        self.inner.value.into_inner()
    }

    /// Takes the value out; another may be set then.
    #[inline]
    pub fn take(&mut self) -> Option<T> {
        self.inner.take()
    }
}

impl<T, L: Level> IntoInner for OnceLock<T, L> {
    type Data = Option<T>;
    fn into_inner(self) -> Option<T> {
        self.inner.value.into_inner()
    }
}

impl<T, L: Level> Deref for OnceLock<T, L> {
    type Target = LevelledOnceLock<T, L>;
    #[inline(always)]
    fn deref(&self) -> &LevelledOnceLock<T, L> {
        &self.inner
    }
}

impl<T, L: Level> std::ops::DerefMut for OnceLock<T, L> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut LevelledOnceLock<T, L> {
        &mut self.inner
    }
}

impl<T, L: Level> LevelledOnceLock<T, L> {
    /// Sets the value. Blocks while another task initialises it, so its level must come after all that the context holds and owes.
    ///
    /// # Errors
    ///
    /// The given value, if there is one already.
    #[rustfmt::skip] // One line: rustc quotes it.
    #[inline]
    #[track_caller]
    pub fn set<H>(&self, cx: &mut Cx<H>, value: T) -> Result<(), T> where L: After<H> {
        self.fill(cx.task(), Location::caller(), value)
    }

    /// The value; if it is not there, that of `f`, which may take what comes after this level.
    ///
    /// Blocks while another task initialises it, so its level must come after all that the context holds and owes.
    ///
    /// # Panics
    ///
    /// With `f`: then there is no value, and the next one may try.
    ///
    /// In a checked build, by the default [`Policy`](crate::Policy), when the wait closes a circle that types could not see.
    #[rustfmt::skip] // One line: rustc quotes it.
    #[inline]
    #[track_caller]
    pub fn get_or_init<H>(&self, cx: &mut Cx<H>, f: impl FnOnce(&mut Cx<L>) -> T) -> &T where L: After<H> {
        match self.value.get() {
            Some(value) => value,
            None => self.initialise(cx.task(), Location::caller(), || f(cx.retag())),
        }
    }
}

impl<T, L> LevelledOnceLock<T, L> {
    /// The value, if it is there. Never blocks, and needs no context.
    #[inline]
    pub fn get(&self) -> Option<&T> {
        self.value.get()
    }

    /// The value, if it is there.
    #[inline]
    pub fn get_mut(&mut self) -> Option<&mut T> {
        self.value.get_mut()
    }

    /// Takes the value out; another may be set then.
    #[inline]
    pub fn take(&mut self) -> Option<T> {
        self.value.take()
    }

    #[track_caller]
    fn fill(&self, task: TaskRef, at: &'static Location<'static>, value: T) -> Result<(), T> {
        if self.value.get().is_some() {
            return Err(value);
        }
        watch::opens::<T>(task);
        let _right = self.right.take(task, at);
        self.value.set(value)
    }

    #[cold]
    #[track_caller]
    fn initialise(&self, task: TaskRef, at: &'static Location<'static>, f: impl FnOnce() -> T) -> &T {
        watch::opens::<T>(task);
        let _right = self.right.take(task, at);
        self.value.get_or_init(f)
    }
}

impl<T, L: LockLevel> Default for OnceLock<T, L> {
    #[track_caller]
    fn default() -> Self {
        OnceLock::new()
    }
}

impl<T, L: LockLevel> From<T> for OnceLock<T, L> {
    #[track_caller]
    fn from(value: T) -> Self {
        let mut once = OnceLock::new();
        once.inner.value = value.into();
        once
    }
}

impl<T: Clone, L: LockLevel> Clone for OnceLock<T, L> {
    #[track_caller]
    fn clone(&self) -> Self {
        let mut once = OnceLock::new();
        once.inner.value = self.inner.value.clone();
        once
    }
}

impl<T: PartialEq, L> PartialEq for OnceLock<T, L> {
    fn eq(&self, other: &Self) -> bool {
        self.inner.value == other.inner.value
    }
}

impl<T: Eq, L> Eq for OnceLock<T, L> {}

impl<T: fmt::Debug, L> fmt::Debug for OnceLock<T, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.value.fmt(f)
    }
}

// As std's: an initialiser that panics leaves no half-made value behind.
impl<T: RefUnwindSafe + UnwindSafe, L> RefUnwindSafe for OnceLock<T, L> {}
impl<T: UnwindSafe, L> UnwindSafe for OnceLock<T, L> {}

/// A value that is initialised on first use.
///
/// Running the initialiser is holding, as for [`OnceLock`]. With a level `L`, the first use may be any use, so each has a context,
/// [`lazy.get(cx)`](LevelledLazyLock::get), and the initialiser gets one in which `L` is held. Without one (`L = Dynamic`) its
/// interface is that of [`std::sync::LazyLock`], and the order is learned.
///
/// Where the value is there already it costs one load, as std's.
///
/// ```
/// # #[unhang::levels] mod order { pub struct Settings; #[after(Settings)] pub struct Log; }
/// # use order::*; use unhang::{LazyLock, Mutex};
/// static LOG: Mutex<Vec<&str>, Log> = Mutex::new(Vec::new());
/// static PORT: LazyLock<u16, Settings> = LazyLock::new(|cx| {
///     LOG.lock(cx).push("settings read");
///     8080
/// });
///
/// unhang::root(|cx| assert_eq!(*PORT.get(cx), 8080));
/// ```
#[repr(transparent)]
pub struct LazyLock<T, L: LockLevel = Dynamic, F = <L as LockLevel>::Initialiser<T>> {
    inner: LevelledLazyLock<T, L, F>,
}

/// The part of a [`LazyLock`] that asks for a context; every `LazyLock<T, L>` with a level dereferences to it.
pub struct LevelledLazyLock<T, L, F> {
    level: PhantomData<fn() -> L>,
    /// Without an initialiser and without a value: the initialiser has panicked.
    right: Right<Option<F>>,
    value: std::sync::OnceLock<T>,
}

/// What can initialise a [`LazyLock<T, L, F>`](LazyLock): `FnOnce() -> T` without a level, `FnOnce(&mut Cx<L>) -> T` with one.
pub trait Initialiser<T, L> {}
impl<T, F: FnOnce() -> T> Initialiser<T, Dynamic> for F {}
impl<T, L: Level, F: FnOnce(&mut Cx<L>) -> T> Initialiser<T, L> for F {}

impl<T, L: LockLevel, F: Initialiser<T, L>> LazyLock<T, L, F> {
    /// Creates it with its initialiser.
    #[inline]
    #[track_caller]
    pub const fn new(f: F) -> Self {
        let right = Right::new(L::INFO, Location::caller(), Some(f));
        let value = std::sync::OnceLock::new();
        LazyLock { inner: LevelledLazyLock { level: PhantomData, right, value } }
    }
}

/// Doing without a context: the interface of [`std::sync::LazyLock`].
impl<T, F: FnOnce() -> T> LazyLock<T, Dynamic, F> {
    /// The value, initialised if it was not. Blocks while another task initialises it.
    ///
    /// # Panics
    ///
    /// With the initialiser, and on every use after that.
    ///
    /// In a checked build, by the default [`Policy`](crate::Policy): when this task is initialising it already, when the wait closes
    /// a circle, when the order conflicts with what was learned.
    #[inline]
    #[track_caller]
    pub fn force(lazy: &Self) -> &T {
        match lazy.inner.value.get() {
            Some(value) => value,
            None => lazy.inner.initialise(watch::current(), Location::caller(), |f| f()),
        }
    }

    /// The value, initialised if it was not: the exclusive borrow is proof that nobody else does.
    ///
    /// # Panics
    ///
    /// Where [`force`](Self::force) does.
    #[inline]
    #[track_caller]
    pub fn force_mut(lazy: &mut Self) -> &mut T {
        Self::force(lazy);
        lazy.inner.get_mut().expect("it was initialised")
    }
}

impl<T, F> LazyLock<T, Dynamic, F> {
    /// The value, if it is there. Never blocks.
    #[inline]
    pub fn get(lazy: &Self) -> Option<&T> {
        lazy.inner.peek()
    }

    /// The value, if it is there.
    #[inline]
    pub fn get_mut(lazy: &mut Self) -> Option<&mut T> {
        lazy.inner.get_mut()
    }
}

impl<T, F: FnOnce() -> T> Deref for LazyLock<T, Dynamic, F> {
    type Target = T;
    #[inline]
    #[track_caller]
    fn deref(&self) -> &T {
        LazyLock::force(self)
    }
}

impl<T, L: Level<Purpose = ForLocks>, F> Deref for LazyLock<T, L, F> {
    type Target = LevelledLazyLock<T, L, F>;
    #[inline(always)]
    fn deref(&self) -> &LevelledLazyLock<T, L, F> {
        &self.inner
    }
}

impl<T, F: FnOnce() -> T> std::ops::DerefMut for LazyLock<T, Dynamic, F> {
    #[inline]
    #[track_caller]
    fn deref_mut(&mut self) -> &mut T {
        LazyLock::force_mut(self)
    }
}

impl<T, L: Level<Purpose = ForLocks>, F> std::ops::DerefMut for LazyLock<T, L, F> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut LevelledLazyLock<T, L, F> {
        &mut self.inner
    }
}

impl<T, L: Level, F: FnOnce(&mut Cx<L>) -> T> LevelledLazyLock<T, L, F> {
    /// The value, initialised if it was not.
    ///
    /// Blocks while another task initialises it, so its level must come after all that the context holds and owes.
    ///
    /// # Panics
    ///
    /// With the initialiser, and on every use after that.
    ///
    /// In a checked build, by the default [`Policy`](crate::Policy), when the wait closes a circle that types could not see.
    #[rustfmt::skip] // One line: rustc quotes it.
    #[inline]
    #[track_caller]
    pub fn get<H>(&self, cx: &mut Cx<H>) -> &T where L: After<H> {
        match self.value.get() {
            Some(value) => value,
            None => self.initialise(cx.task(), Location::caller(), |f| f(cx.retag())),
        }
    }
}

impl<T, L, F> LevelledLazyLock<T, L, F> {
    /// The value, if it is there. Never blocks, and needs no context.
    #[inline]
    pub fn peek(&self) -> Option<&T> {
        self.value.get()
    }

    /// The value, if it is there.
    #[inline]
    pub fn get_mut(&mut self) -> Option<&mut T> {
        self.value.get_mut()
    }

    #[cold]
    #[track_caller]
    fn initialise(&self, task: TaskRef, at: &'static Location<'static>, run: impl FnOnce(F) -> T) -> &T {
        let mut right = self.right.take(task, at);
        self.value.get_or_init(|| match right.lock.take() {
            Some(f) => run(f),
            None => panic!("the initialiser of this LazyLock has panicked"),
        })
    }
}

impl<T: Default> Default for LazyLock<T> {
    #[track_caller]
    fn default() -> Self {
        LazyLock::new(T::default)
    }
}

impl<T: fmt::Debug, L: LockLevel, F> fmt::Debug for LazyLock<T, L, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut tuple = f.debug_tuple("LazyLock");
        match self.inner.value.get() {
            Some(value) => tuple.field(value),
            None => tuple.field(&format_args!("<uninit>")),
        };
        tuple.finish()
    }
}

// As std's: an initialiser that panics poisons.
impl<T: RefUnwindSafe + UnwindSafe, L: LockLevel, F: UnwindSafe> RefUnwindSafe for LazyLock<T, L, F> {}
impl<T: UnwindSafe, L: LockLevel, F: UnwindSafe> UnwindSafe for LazyLock<T, L, F> {}

/// The right to initialise: a lock that is held by whoever runs the initialiser, and never taken again after that.
struct Right<S> {
    watch: watch::Lock,
    lock: prim::Mutex<S>,
}

/// The right, held.
struct Initialising<'a, S> {
    // Dropped in this order: out of the task's list first, then released.
    _hold: Hold<'a>,
    lock: prim::MutexGuard<'a, S>,
}

impl<S> Right<S> {
    const fn new(level: Option<fn() -> &'static crate::level::LevelInfo>, created: &'static Location<'static>, start: S) -> Self {
        Right { watch: watch::Lock::new(Kind::Once, level, created), lock: prim::Mutex::new(start) }
    }

    #[track_caller]
    fn take(&self, task: TaskRef, at: &'static Location<'static>) -> Initialising<'_, S> {
        let attempt = || self.lock.try_lock();
        let block = || self.lock.lock();
        let Ok((_hold, lock)) = watch::acquire(task, &self.watch, Mode::Exclusive, at, Unwinds, attempt, block);
        Initialising { _hold, lock }
    }
}
