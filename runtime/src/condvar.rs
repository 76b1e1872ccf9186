//! The condition variable: parking_lot's, with a level.

use crate::cx::Cx;
use crate::deadlock::{Breaks, Exit, Unwinds};
use crate::held::{Held, WaitAgain};
use crate::level::{After, Dynamic, Level, LockLevel};
use crate::limits::{Interrupt, Limits};
use crate::mutex::{Mutex, MutexGuard};
use crate::prim::{self, now};
use crate::report::Wanted;
use crate::until::next_look;
use crate::watch::{self, Awaited, Wakers};
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use std::panic::Location;
use std::time::{Duration, Instant};

/// Waits, with a mutex given up meanwhile, for somebody to notify that its data has changed.
///
/// Without a level (`L = Dynamic`) its interface is parking_lot's, for mutexes without one. With a level `L` it waits for a condition
/// on the data of a mutex that has a level too: [`lock_when`](LevelledCondvar::lock_when) locks as soon as the condition holds, and
/// [`wait_while`](LevelledCondvar::wait_while) waits under a lock that comes before `L`. Either way, the compiler refuses to hold
/// across the wait what does not come before `L`.
///
/// No other lock may be taken between the mutex and the wait:
///
/// ```compile_fail,E0499
/// # #[unhang::levels] mod order { pub struct Jobs; #[after(Jobs)] pub struct Filled; #[after(Filled)] pub struct Log; }
/// # use order::*; use unhang::{Condvar, Mutex, root};
/// # let (jobs, log, filled) = (Mutex::<_, Jobs>::new(0), Mutex::<_, Log>::new(0), Condvar::<Filled>::new());
/// root(|cx| {
///     let mut jobs = jobs.lock(cx);
///     let log = log.lock(cx);
///     filled.wait_while(&mut jobs, |jobs| *jobs == 0)?;
///     drop(log);
///     Ok::<_, unhang::Interrupt>(())
/// });
/// ```
///
/// As in parking_lot no wake-up is spurious for a condvar without a level, and it panics if tasks wait with two different mutexes at
/// the same time.
///
/// In an unchecked build it costs what parking_lot's condvar costs. In a checked one the order of the mutex is looked at before the
/// wait, since the mutex is taken again under all that is held besides.
///
/// ```
/// # #[unhang::levels] mod order { pub struct Jobs; }
/// # use order::Jobs;
/// use unhang::{Condvar, Mutex};
///
/// let jobs = Mutex::<_, Jobs>::new(vec![]);
/// let filled = Condvar::<Jobs>::new();
/// unhang::root(|cx| {
///     unhang::scope(cx, |scope, cx| {
///         scope.spawn(|cx| {
///             jobs.lock(cx).push("work");
///             filled.notify_one();
///         });
///         let mut jobs = filled.lock_when(cx, &jobs, |jobs| !jobs.is_empty()).expect("nobody cancels");
///         assert_eq!(jobs.pop(), Some("work"));
///     });
/// });
/// ```
#[repr(transparent)]
pub struct Condvar<L = Dynamic> {
    inner: LevelledCondvar<L>,
}

/// The part of a [`Condvar`] that asks for a context; every `Condvar<L>` with a level dereferences to it.
pub struct LevelledCondvar<L> {
    level: PhantomData<fn() -> L>,
    event: watch::Event,
    notifications: watch::Notifications,
    raw: prim::Condvar,
}

impl<L: LockLevel> Condvar<L> {
    /// Creates a condvar for which nobody waits.
    #[track_caller]
    pub const fn new() -> Self {
        let event = watch::Event::new("condvar", "for", L::INFO, Location::caller());
        let notifications = watch::Notifications::new();
        Condvar { inner: LevelledCondvar { level: PhantomData, event, notifications, raw: prim::Condvar::new() } }
    }
}

/// Doing without a context: the interface of `parking_lot::Condvar`.
impl Condvar {
    /// Gives the mutex up, blocks until notified, and takes the mutex again.
    ///
    /// # Panics
    ///
    /// When another task waits with another mutex.
    ///
    /// In a checked build, by the default [`Policy`](crate::Policy): when the mutex must not be taken again under what is held
    /// besides, when no task can move that could notify.
    #[track_caller]
    pub fn wait<T: ?Sized>(&self, guard: &mut MutexGuard<'_, T>) {
        let Ok(_) = self.inner.park(guard, None, Location::caller(), Unwinds);
    }

    /// Waits while `condition` holds, which is looked at under the lock.
    ///
    /// # Panics
    ///
    /// Where [`wait`](Self::wait) does.
    #[track_caller]
    pub fn wait_while<T: ?Sized>(&self, guard: &mut MutexGuard<'_, T>, condition: impl FnMut(&mut T) -> bool) {
        self.inner.park_while(guard, condition, None, Location::caller());
    }

    /// Like [`wait`](Self::wait), for at most `timeout`.
    ///
    /// # Panics
    ///
    /// Where [`wait`](Self::wait) does, but for want of a task that could notify.
    #[track_caller]
    pub fn wait_for<T: ?Sized>(&self, guard: &mut MutexGuard<'_, T>, timeout: Duration) -> WaitTimeoutResult {
        let Ok(result) = self.inner.park(guard, now().checked_add(timeout), Location::caller(), Unwinds);
        result
    }

    /// Like [`wait`](Self::wait), until `deadline` at most.
    ///
    /// # Panics
    ///
    /// Where [`wait_for`](Self::wait_for) does.
    #[track_caller]
    pub fn wait_until<T: ?Sized>(&self, guard: &mut MutexGuard<'_, T>, deadline: Instant) -> WaitTimeoutResult {
        let Ok(result) = self.inner.park(guard, Some(deadline), Location::caller(), Unwinds);
        result
    }

    /// Like [`wait_while`](Self::wait_while), for at most `timeout`; after that, the condition may hold still.
    ///
    /// # Panics
    ///
    /// Where [`wait_for`](Self::wait_for) does.
    #[track_caller]
    pub fn wait_while_for<T: ?Sized>(
        &self,
        guard: &mut MutexGuard<'_, T>,
        condition: impl FnMut(&mut T) -> bool,
        timeout: Duration,
    ) -> WaitTimeoutResult {
        self.inner.park_while(guard, condition, now().checked_add(timeout), Location::caller())
    }

    /// Like [`wait_while`](Self::wait_while), until `deadline` at most; after that, the condition may hold still.
    ///
    /// # Panics
    ///
    /// Where [`wait_for`](Self::wait_for) does.
    #[track_caller]
    pub fn wait_while_until<T: ?Sized>(
        &self,
        guard: &mut MutexGuard<'_, T>,
        condition: impl FnMut(&mut T) -> bool,
        deadline: Instant,
    ) -> WaitTimeoutResult {
        self.inner.park_while(guard, condition, Some(deadline), Location::caller())
    }

    /// Wakes one task that waits, and returns whether there was one. Never blocks.
    pub fn notify_one(&self) -> bool {
        self.inner.notify_one()
    }

    /// Wakes all tasks that wait, and returns how many there were. Never blocks.
    pub fn notify_all(&self) -> usize {
        self.inner.notify_all()
    }
}

impl<L: Level> Deref for Condvar<L> {
    type Target = LevelledCondvar<L>;
    #[inline(always)]
    fn deref(&self) -> &LevelledCondvar<L> {
        &self.inner
    }
}

impl<L: Level> LevelledCondvar<L> {
    /// Locks the mutex as soon as `ready` says so of its data; until then it waits, with the mutex given up.
    ///
    /// Both levels must come after all that the context holds and owes; they may be one and the same. `ready` is looked at under the lock,
    /// after each notification and, where the task can be cancelled, every 5 ms. The result is that of
    /// [`lock`](crate::LevelledMutex::lock).
    ///
    /// (It is the conditional critical region of Hoare, *Towards a theory of parallel programming*, 1972.)
    ///
    /// # Errors
    ///
    /// What ended the wait early: the task's deadline, or its cancellation, which is noticed within 5 ms. What is ready wins. The
    /// mutex itself is waited for without a limit.
    ///
    /// # Panics
    ///
    /// When another task waits with another mutex.
    ///
    /// In a checked build, by the default [`Policy`](crate::Policy), when no task can move that could notify. (A wait that can be
    /// cancelled is taken for one that somebody will end.)
    #[track_caller]
    pub fn lock_when<'a, T: ?Sized, M, H>(
        &self,
        cx: &'a mut Cx<H>,
        mutex: &'a Mutex<T, M>,
        mut ready: impl FnMut(&mut T) -> bool,
    ) -> Result<Held<'a, MutexGuard<'a, T, M>, M>, Interrupt>
    where
        M: Level,
        M: After<H>,
        L: After<H>,
    {
        let at = Location::caller();
        let mut guard = mutex.take(cx.task(), at, Breaks)?;
        self.park_within(&mut guard, |data| !ready(data), &Limits::current(), at)?;
        Ok(Held { guard, cx: cx.retag() })
    }

    /// Waits while `condition` holds, which is looked at under the lock as in [`lock_when`](Self::lock_when).
    ///
    /// The condvar's level must come after the mutex's: what was held before the mutex comes before both.
    ///
    /// # Errors
    ///
    /// Where [`lock_when`](Self::lock_when) has them. The mutex is locked again then.
    ///
    /// # Panics
    ///
    /// Where [`lock_when`](Self::lock_when) does.
    #[track_caller]
    pub fn wait_while<T: ?Sized, M, H>(
        &self,
        held: &mut Held<'_, MutexGuard<'_, T, M>, H>,
        condition: impl FnMut(&mut T) -> bool,
    ) -> Result<(), Interrupt>
    where
        for<'g> MutexGuard<'g, T, M>: WaitAgain<H>,
        L: After<H>,
    {
        self.park_within(&mut held.guard, condition, &Limits::current(), Location::caller())
    }
}

impl<L> LevelledCondvar<L> {
    /// Wakes one task that waits, and returns whether there was one. Never blocks.
    pub fn notify_one(&self) -> bool {
        self.notifications.count(|| usize::from(self.raw.notify_one())) > 0
    }

    /// Wakes all tasks that wait, and returns how many there were. Never blocks.
    pub fn notify_all(&self) -> usize {
        self.notifications.count(|| self.raw.notify_all())
    }

    #[track_caller]
    fn park<T: ?Sized, M, X: Exit>(
        &self,
        guard: &mut MutexGuard<'_, T, M>,
        deadline: Option<Instant>,
        at: &'static Location<'static>,
        exit: X,
    ) -> Result<WaitTimeoutResult, X::Error> {
        let timed_out = MutexGuard::suspended(guard, at, exit, |raw| match deadline {
            Some(deadline) => {
                let block = || self.raw.wait_until(raw, deadline).timed_out();
                Ok(watch::limited(|| self.wanted(), at, || None, block))
            }
            None => watch::wait_for(self, at, exit, || None, || self.raw.wait(raw)).map(|()| false),
        })?;
        if !timed_out {
            self.notifications.returned();
        }
        Ok(WaitTimeoutResult { timed_out })
    }

    #[track_caller]
    fn park_while<T: ?Sized, M>(
        &self,
        guard: &mut MutexGuard<'_, T, M>,
        mut condition: impl FnMut(&mut T) -> bool,
        deadline: Option<Instant>,
        at: &'static Location<'static>,
    ) -> WaitTimeoutResult {
        let mut result = WaitTimeoutResult { timed_out: false };
        while !result.timed_out && condition(guard) {
            Ok(result) = self.park(guard, deadline, at, Unwinds);
        }
        result
    }

    #[track_caller]
    fn park_within<T: ?Sized, M>(
        &self,
        guard: &mut MutexGuard<'_, T, M>,
        mut condition: impl FnMut(&mut T) -> bool,
        limits: &Limits,
        at: &'static Location<'static>,
    ) -> Result<(), Interrupt> {
        while condition(guard) {
            if let Some(interrupt) = limits.interrupt() {
                return Err(interrupt);
            }
            self.park(guard, next_look(limits), at, Breaks)?;
        }
        Ok(())
    }
}

impl<L> Awaited for LevelledCondvar<L> {
    fn is_coming(&self) -> bool {
        self.notifications.are_coming()
    }

    fn wakers(&self) -> Wakers<'_> {
        Wakers::Unknown
    }

    fn wanted(&self) -> Wanted {
        self.event.wanted()
    }
}

/// Whether a wait ended because its time was over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WaitTimeoutResult {
    timed_out: bool,
}

impl WaitTimeoutResult {
    /// Whether the time was over before somebody notified.
    #[must_use]
    pub fn timed_out(self) -> bool {
        self.timed_out
    }
}

impl<L: LockLevel> Default for Condvar<L> {
    #[track_caller]
    fn default() -> Self {
        Condvar::new()
    }
}

impl<L> fmt::Debug for Condvar<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Condvar { .. }")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::until::timeout;

    #[test]
    fn a_deadline_ends_a_wait_with_the_mutex_locked() {
        let (mutex, condvar) = (Mutex::new(0), Condvar::new());
        let mut guard = mutex.lock();
        let soon = timeout(Duration::from_millis(1));
        let ended = condvar.inner.park_within(&mut guard, |value| *value == 0, &soon, Location::caller());
        assert_eq!(ended, Err(Interrupt::Deadline));
        assert!(mutex.is_locked());
        let over = timeout(Duration::ZERO);
        assert_eq!(condvar.inner.park_within(&mut guard, |value| *value != 0, &over, Location::caller()), Ok(()));
        assert!(!condvar.notify_one());
    }

    #[test]
    fn unchecked_it_is_as_large_as_parking_lots() {
        let same = size_of::<Condvar>() == size_of::<parking_lot::Condvar>();
        assert!(same || crate::is_checked());
    }

    #[test]
    fn it_knows_what_is_coming() {
        let (mutex, condvar) = (Mutex::new(0), Condvar::new());
        std::thread::scope(|scope| {
            let waiter = scope.spawn(|| condvar.wait(&mut mutex.lock()));
            while !condvar.notify_one() {
                std::thread::yield_now();
            }
            waiter.join().expect("no panic");
        });
        assert!(!condvar.inner.is_coming());
    }
}
