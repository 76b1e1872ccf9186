//! The semaphore: a number of permits, given out in turn.

use crate::cx::Cx;
use crate::deadlock::{Breaks, Exit, Unwinds};
use crate::held::{GuardOfOneThread, Held};
use crate::level::{After, Dynamic, Level, LockLevel};
use crate::limits::{Interrupt, Limits};
use crate::prim::{Condvar, Mutex};
use crate::until::{Until, timeout};
use crate::watch::{self, Hold, Kind, Mode, TaskRef, Wakers};
use std::collections::VecDeque;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use std::panic::Location;
use std::sync::Arc;
use std::time::Duration;

/// A number of permits; who wants more than there are waits.
///
/// It is fair: who waits is served in the order of arrival, nobody overtakes, so many permits at once are not starved by single
/// ones. (The *blocked-queue semaphore* of Stark, *Semaphore primitives and starvation-free mutual exclusion*, 1982; whoever gives
/// permits back hands them to the first in the queue.)
///
/// With a level `L` it is acquired with a context, [`acquire(cx)`](LevelledSemaphore::acquire), and a permit counts as a lock of
/// that level: it is refused where the order is wrong, and so is a second permit. Without one (`L = Dynamic`) it needs none.
///
/// It blocks in `acquire` and `acquire_many`, and for a limited time in `acquire_timeout`. Each use takes a short lock inside.
///
/// ```
/// use unhang::Semaphore;
///
/// let connections = Semaphore::new(2);
/// let first = connections.acquire();
/// let second = connections.acquire();
/// assert!(connections.try_acquire().is_none());
/// drop(first);
/// assert_eq!(connections.available_permits(), 1);
/// # drop(second);
/// ```
///
/// A second permit under the first is refused, as a second lock of one level is:
///
/// ```compile_fail,E0277
/// # #[unhang::levels] mod order { pub struct Pool; }
/// # use order::Pool; use unhang::{Semaphore, root};
/// let pool = Semaphore::<Pool>::new(2);
/// root(|cx| {
///     let (_permit, cx) = pool.acquire(cx).nest();
///     pool.acquire(cx);
/// });
/// ```
#[repr(transparent)]
pub struct Semaphore<L = Dynamic> {
    inner: LevelledSemaphore<L>,
}

/// The part of a [`Semaphore`] that asks for a context; every `Semaphore<L>` with a level dereferences to it.
pub struct LevelledSemaphore<L> {
    level: PhantomData<fn() -> L>,
    watch: watch::Lock,
    pool: Mutex<Pool>,
}

impl<L: LockLevel> Semaphore<L> {
    /// Creates a semaphore with so many permits.
    #[track_caller]
    pub const fn new(permits: usize) -> Self {
        let watch = watch::Lock::new(Kind::Semaphore, L::INFO, Location::caller());
        let pool = Pool { free: permits, queue: VecDeque::new(), tickets: 0, owners: 0 };
        Semaphore { inner: LevelledSemaphore { level: PhantomData, watch, pool: Mutex::new(pool) } }
    }
}

/// Doing without a context.
impl Semaphore {
    /// Takes a permit, blocking until it is this task's turn.
    ///
    /// # Panics
    ///
    /// In a checked build, by the default [`Policy`](crate::Policy), when no task can move that could give one back.
    #[track_caller]
    pub fn acquire(&self) -> Permit<'_> {
        self.acquire_many(1)
    }

    /// Takes several permits at once, blocking until it is this task's turn and all of them are there.
    ///
    /// More than there ever were is no error: [`add_permits`](Self::add_permits) may bring them.
    ///
    /// # Panics
    ///
    /// Where [`acquire`](Self::acquire) does.
    #[track_caller]
    pub fn acquire_many(&self, permits: usize) -> Permit<'_> {
        self.inner.take(watch::current(), Location::caller(), permits)
    }

    /// Takes a permit if there is one and nobody waits. Never blocks, and asks for no order.
    #[track_caller]
    pub fn try_acquire(&self) -> Option<Permit<'_>> {
        self.inner.try_take(watch::current(), Location::caller(), || self.inner.try_claim(1))
    }

    /// Takes a permit, waiting for at most `timeout`. It asks for no order, since it cannot hang.
    #[track_caller]
    pub fn acquire_timeout(&self, timeout: Duration) -> Option<Permit<'_>> {
        let at = Location::caller();
        self.inner.try_take(watch::current(), at, || self.inner.claim(1, &self::timeout(timeout), at, Breaks).ok())
    }

    /// Adds permits. Never blocks.
    ///
    /// # Panics
    ///
    /// When they are more than a `usize` counts.
    pub fn add_permits(&self, permits: usize) {
        self.inner.add_permits(permits);
    }

    /// How many permits nobody has. Never blocks.
    pub fn available_permits(&self) -> usize {
        self.inner.available_permits()
    }
}

impl<L: Level> Deref for Semaphore<L> {
    type Target = LevelledSemaphore<L>;
    #[inline(always)]
    fn deref(&self) -> &LevelledSemaphore<L> {
        &self.inner
    }
}

impl<L: Level> LevelledSemaphore<L> {
    /// Takes a permit, blocking until it is this task's turn. The level must come after all that the context holds and owes.
    ///
    /// The result borrows the context; [`nest`](Held::nest) gives back one in which this permit is held.
    ///
    /// # Panics
    ///
    /// In a checked build, by the default [`Policy`](crate::Policy), when no task can move that could give one back.
    #[rustfmt::skip] // One line: rustc quotes it.
    #[track_caller]
    pub fn acquire<'a, H>(&'a self, cx: &'a mut Cx<H>) -> Held<'a, Permit<'a, L>, L> where L: After<H> {
        Held { guard: self.take(cx.task(), Location::caller(), 1), cx: cx.retag() }
    }

    /// Takes several permits at once, blocking until it is this task's turn and all of them are there.
    ///
    /// More than there ever were is no error: [`add_permits`](Self::add_permits) may bring them.
    ///
    /// # Panics
    ///
    /// Where [`acquire`](Self::acquire) does.
    #[rustfmt::skip] // One line: rustc quotes it.
    #[track_caller]
    pub fn acquire_many<'a, H>(&'a self, cx: &'a mut Cx<H>, permits: usize) -> Held<'a, Permit<'a, L>, L> where L: After<H> {
        Held { guard: self.take(cx.task(), Location::caller(), permits), cx: cx.retag() }
    }

    /// Takes a permit, blocking until it is this task's turn, or until the task's deadline or cancellation, which it notices within
    /// 5 ms.
    ///
    /// # Errors
    ///
    /// What ended the wait early. Then this task has left the queue.
    ///
    /// # Panics
    ///
    /// Where [`acquire`](Self::acquire) does.
    #[rustfmt::skip] // One line: rustc quotes it.
    #[track_caller]
    pub fn acquire_within<'a, H>(&'a self, cx: &'a mut Cx<H>) -> Result<Held<'a, Permit<'a, L>, L>, Interrupt> where L: After<H> {
        let guard = self.take_within(cx.task(), Location::caller(), 1, &Limits::current(), Breaks)?;
        Ok(Held { guard, cx: cx.retag() })
    }

    /// Takes a permit if there is one and nobody waits. Never blocks and asks for no order, but what is held counts beside what was
    /// held before.
    #[track_caller]
    pub fn try_acquire<'a, H>(&'a self, cx: &'a mut Cx<H>) -> Option<Held<'a, Permit<'a, L>, (H, L)>> {
        let guard = self.try_take(cx.task(), Location::caller(), || self.try_claim(1))?;
        Some(Held { guard, cx: cx.retag() })
    }

    /// Takes a permit, waiting for at most `timeout`; like [`try_acquire`](Self::try_acquire) it asks for no order, since it cannot
    /// hang.
    #[track_caller]
    pub fn acquire_timeout<'a, H>(&'a self, cx: &'a mut Cx<H>, timeout: Duration) -> Option<Held<'a, Permit<'a, L>, (H, L)>> {
        let at = Location::caller();
        let guard = self.try_take(cx.task(), at, || self.claim(1, &self::timeout(timeout), at, Breaks).ok())?;
        Some(Held { guard, cx: cx.retag() })
    }
}

impl<L> LevelledSemaphore<L> {
    /// Adds permits. Never blocks.
    ///
    /// # Panics
    ///
    /// When they are more than a `usize` counts.
    pub fn add_permits(&self, permits: usize) {
        self.pool.lock().add(permits);
        watch::gives_way();
    }

    /// How many permits nobody has. Never blocks.
    pub fn available_permits(&self) -> usize {
        self.pool.lock().free
    }

    /// Fewer have permits than before. Those who still wait may depend on one another now.
    fn change(&self, change: impl FnOnce(&mut Pool)) {
        let mut pool = self.pool.lock();
        change(&mut pool);
        let (is_wanted, owners) = (!pool.queue.is_empty(), pool.owners);
        drop(pool);
        if is_wanted {
            watch::fewer_hold(&self.watch, owners);
        }
        watch::gives_way();
    }

    #[track_caller]
    fn take(&self, task: TaskRef, at: &'static Location<'static>, permits: usize) -> Permit<'_, L> {
        self.take_within(task, at, permits, &Limits::default(), Unwinds).expect("nothing ends it early")
    }

    #[track_caller]
    pub(crate) fn take_within<X: Exit>(
        &self,
        task: TaskRef,
        at: &'static Location<'static>,
        permits: usize,
        limits: &Limits,
        exit: X,
    ) -> Result<Permit<'_, L>, Interrupt> {
        let wait = || self.claim(permits, limits, at, exit);
        let (hold, taken) = watch::acquire_within(task, &self.watch, Mode::Recursive, at, exit, wait)?;
        Ok(Permit { hold, taken, stays: PhantomData })
    }

    fn try_take<'a>(
        &'a self,
        task: TaskRef,
        at: &'static Location<'static>,
        attempt: impl FnOnce() -> Option<Taken<'a, L>>,
    ) -> Option<Permit<'a, L>> {
        let (hold, taken) = watch::try_acquire(task, &self.watch, Mode::Recursive, at, attempt)?;
        Some(Permit { hold, taken, stays: PhantomData })
    }

    fn try_claim(&self, permits: usize) -> Option<Taken<'_, L>> {
        self.pool.lock().claim(permits).then(|| Taken { semaphore: self, permits })
    }

    #[track_caller]
    fn claim<X: Exit>(&self, permits: usize, limits: &Limits, at: &'static Location<'static>, exit: X) -> Result<Taken<'_, L>, Interrupt> {
        let mut pool = self.pool.lock();
        if !pool.claim(permits) {
            let (ticket, turn) = pool.enqueue(permits);
            drop(pool);
            let (ready, wanted) = (|pool: &Pool| pool.has_served(ticket), || self.watch.wanted("for a permit of"));
            let wakers = || Wakers::Holders(&self.watch, self.pool.lock().owners);
            let until = Until { state: &self.pool, changed: &turn, ready, limits, wakers: &wakers, wanted: &wanted };
            until.wait(at, exit, |pool| pool.withdraw(ticket, permits))?;
        }
        Ok(Taken { semaphore: self, permits })
    }
}

/// What nobody has, and who waits for it.
struct Pool {
    free: usize,
    /// By rising tickets; the first one wants more than is free.
    queue: VecDeque<Waiter>,
    tickets: u64,
    /// How many have some, or will as soon as they wake up.
    owners: usize,
}

struct Waiter {
    ticket: u64,
    permits: usize,
    turn: Arc<Condvar>,
}

impl Pool {
    fn claim(&mut self, permits: usize) -> bool {
        let claims = self.queue.is_empty() && permits <= self.free;
        if claims {
            self.free -= permits;
            self.owners += 1;
        }
        claims
    }

    fn enqueue(&mut self, permits: usize) -> (u64, Arc<Condvar>) {
        let (ticket, turn) = (self.tickets, Arc::new(Condvar::new()));
        self.tickets += 1;
        self.queue.push_back(Waiter { ticket, permits, turn: turn.clone() });
        (ticket, turn)
    }

    /// Whether the owner of the ticket, who did not withdraw, has its permits.
    fn has_served(&self, ticket: u64) -> bool {
        self.queue.front().is_none_or(|first| first.ticket > ticket)
    }

    fn give_back(&mut self, permits: usize) {
        self.owners -= 1;
        self.add(permits);
    }

    fn add(&mut self, permits: usize) {
        self.free = self.free.checked_add(permits).expect("more permits than a `usize` counts");
        self.serve();
    }

    /// Hands permits to the first in the queue, as long as they suffice.
    fn serve(&mut self) {
        while let Some(first) = self.queue.front().filter(|first| first.permits <= self.free) {
            self.free -= first.permits;
            self.owners += 1;
            first.turn.notify_one();
            self.queue.pop_front();
        }
    }

    /// The owner of the ticket wants its permits no more, whether it has them or not.
    fn withdraw(&mut self, ticket: u64, permits: usize) {
        match self.queue.iter().position(|waiter| waiter.ticket == ticket) {
            Some(at) => drop(self.queue.remove(at)),
            None => self.give_back(permits),
        }
        self.serve();
    }
}

/// Permits of a [`Semaphore`]; dropping it gives them back. It stays on its thread.
#[must_use = "if unused, the permits are given back at once"]
pub struct Permit<'a, L = Dynamic> {
    // Dropped in this order: out of the task's list first, then given back.
    hold: Hold<'a>,
    taken: Taken<'a, L>,
    stays: PhantomData<dyn GuardOfOneThread>,
}

struct Taken<'a, L> {
    semaphore: &'a LevelledSemaphore<L>,
    permits: usize,
}

impl<L> Drop for Taken<'_, L> {
    fn drop(&mut self) {
        self.semaphore.change(|pool| pool.give_back(self.permits));
    }
}

impl<L> Permit<'_, L> {
    /// How many permits it stands for.
    pub fn num_permits(&self) -> usize {
        self.taken.permits
    }

    /// Ends the hold without giving the permits back; [`add_permits`](Semaphore::add_permits) brings others.
    pub fn forget(self) {
        let Permit { hold, taken, .. } = self;
        drop(hold);
        taken.semaphore.change(|pool| pool.owners -= 1);
        std::mem::forget(taken);
    }
}

impl<L> fmt::Debug for Permit<'_, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Permit").field("permits", &self.taken.permits).finish()
    }
}

impl<L> fmt::Debug for Semaphore<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Semaphore").field("available_permits", &self.inner.available_permits()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;

    fn waiters(semaphore: &Semaphore) -> usize {
        semaphore.inner.pool.lock().queue.len()
    }

    #[test]
    fn who_gives_up_leaves_the_queue() {
        let semaphore: Semaphore = Semaphore::new(1);
        let (at, soon) = (Location::caller(), timeout(Duration::from_millis(1)));
        let given_up = semaphore.inner.take_within(watch::current(), at, 2, &soon, Unwinds);
        assert_eq!(given_up.err(), Some(Interrupt::Deadline));
        assert_eq!((waiters(&semaphore), semaphore.available_permits()), (0, 1));
        let over = timeout(Duration::ZERO);
        assert!(semaphore.inner.take_within(watch::current(), at, 1, &over, Unwinds).is_ok());
        if crate::is_checked() {
            assert!(semaphore.inner.watch.wanted("for a permit of").to_string().starts_with("for a permit of semaphore #"));
        }
    }

    #[test]
    fn who_gives_up_lets_those_behind_pass() {
        let semaphore: Semaphore = Semaphore::new(1);
        let at = Location::caller();
        thread::scope(|scope| {
            let first = semaphore.inner.pool.lock().enqueue(2);
            let second = scope.spawn(|| semaphore.acquire().num_permits());
            while waiters(&semaphore) < 2 {
                thread::yield_now();
            }
            semaphore.inner.pool.lock().withdraw(first.0, 2);
            assert_eq!(second.join().expect("no panic"), 1);
        });
        assert!(semaphore.inner.claim(1, &timeout(Duration::ZERO), at, Unwinds).is_ok());
    }

    #[test]
    fn a_queue() {
        let mut pool = Pool { free: 1, queue: VecDeque::new(), tickets: 0, owners: 0 };
        assert!(!pool.claim(2));
        let (many, _turn) = pool.enqueue(2);
        assert!(!pool.claim(1));
        let (single, _turn) = pool.enqueue(1);
        let (last, _turn) = pool.enqueue(1);
        assert!(!pool.has_served(many) && !pool.has_served(single));
        pool.withdraw(many, 2);
        assert!(pool.has_served(single) && !pool.has_served(last));
        pool.withdraw(single, 1);
        assert!(pool.has_served(last));
        pool.add(1);
        assert_eq!((pool.free, pool.queue.len()), (1, 0));
    }
}
