//! The barrier: waiting until a number of tasks have come.

use crate::cx::Cx;
use crate::level::{After, Dynamic, Level, LockLevel};
use crate::limits::{Interrupt, Limits};
use crate::prim::{Condvar, Mutex};
use crate::until::Until;
use crate::watch;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use std::panic::Location;

/// Lets `n` tasks go on when all of them have come; std's, with a level.
///
/// It can be used again at once: each group of `n` is a generation, and a wait ends with its own.
///
/// With a level `L` a wait takes a context, and the compiler refuses to hold what the others may need before they come. Without one
/// (`L = Dynamic`) its interface is that of [`std::sync::Barrier`].
///
/// It blocks in `wait`. The one that comes last is the leader and blocks for nobody.
///
/// ```
/// use unhang::{Barrier, thread};
///
/// let barrier = Barrier::new(3);
/// let leaders = thread::scope(|scope| {
///     let tasks: Vec<_> = (0..3).map(|_| scope.spawn(|| barrier.wait().is_leader())).collect();
///     tasks.into_iter().filter_map(|task| task.join().ok()).filter(|leader| *leader).count()
/// });
/// assert_eq!(leaders, 1);
/// ```
#[repr(transparent)]
pub struct Barrier<L = Dynamic> {
    inner: LevelledBarrier<L>,
}

/// The part of a [`Barrier`] that asks for a context; every `Barrier<L>` with a level dereferences to it.
pub struct LevelledBarrier<L> {
    level: PhantomData<fn() -> L>,
    event: watch::Event,
    tasks: usize,
    arrivals: Mutex<Arrivals>,
    complete: Condvar,
}

struct Arrivals {
    waiting: usize,
    generation: u64,
}

impl<L: LockLevel> Barrier<L> {
    /// Creates a barrier for `n` tasks. One for no task is as good as one for one: nobody waits.
    #[track_caller]
    pub const fn new(n: usize) -> Self {
        let event = watch::Event::new("barrier", "for the others at", L::INFO, Location::caller());
        let arrivals = Mutex::new(Arrivals { waiting: 0, generation: 0 });
        Barrier { inner: LevelledBarrier { level: PhantomData, event, tasks: n, arrivals, complete: Condvar::new() } }
    }
}

/// Doing without a context: the interface of [`std::sync::Barrier`].
impl Barrier {
    /// Waits until as many tasks wait as the barrier is for.
    ///
    /// # Panics
    ///
    /// In a checked build, by the default [`Policy`](crate::Policy), when no task can move that could come.
    #[track_caller]
    pub fn wait(&self) -> BarrierWaitResult {
        self.inner.arrive(&Limits::default(), Location::caller()).expect("nothing ends it early")
    }
}

impl<L: Level> Deref for Barrier<L> {
    type Target = LevelledBarrier<L>;
    #[inline(always)]
    fn deref(&self) -> &LevelledBarrier<L> {
        &self.inner
    }
}

impl<L: Level> LevelledBarrier<L> {
    /// Waits until as many tasks wait as the barrier is for, or until the task's deadline or cancellation, which it notices within
    /// 5 ms. The level must come after all that the context holds and owes.
    ///
    /// # Errors
    ///
    /// What ended the wait early. Then this task counts as not having come: the others go on waiting for one more.
    ///
    /// # Panics
    ///
    /// In a checked build, by the default [`Policy`](crate::Policy), when no task can move that could come.
    #[rustfmt::skip] // One line: rustc quotes it.
    #[track_caller]
    pub fn wait<H>(&self, cx: &mut Cx<H>) -> Result<BarrierWaitResult, Interrupt> where L: After<H> {
        let _ = cx;
        self.arrive(&Limits::current(), Location::caller())
    }
}

impl<L> LevelledBarrier<L> {
    #[track_caller]
    fn arrive(&self, limits: &Limits, at: &'static Location<'static>) -> Result<BarrierWaitResult, Interrupt> {
        let mut arrivals = self.arrivals.lock();
        if arrivals.waiting + 1 >= self.tasks {
            arrivals.waiting = 0;
            arrivals.generation += 1;
            self.complete.notify_all();
            return Ok(BarrierWaitResult { leader: true });
        }
        arrivals.waiting += 1;
        let generation = arrivals.generation;
        drop(arrivals);
        self.wait_for_others(generation, limits, at)?;
        Ok(BarrierWaitResult { leader: false })
    }

    #[track_caller]
    fn wait_for_others(&self, generation: u64, limits: &Limits, at: &'static Location<'static>) -> Result<(), Interrupt> {
        let (ready, wanted) = (|arrivals: &Arrivals| arrivals.generation != generation, || self.event.wanted());
        let withdraw = |arrivals: &mut Arrivals| {
            if arrivals.generation == generation {
                arrivals.waiting -= 1;
            }
        };
        Until { state: &self.arrivals, changed: &self.complete, ready, limits, wanted: &wanted }.wait(at, withdraw)
    }
}

/// What a wait at a [`Barrier`] returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BarrierWaitResult {
    leader: bool,
}

impl BarrierWaitResult {
    /// Whether this task came last; of each generation one did.
    #[must_use]
    pub fn is_leader(&self) -> bool {
        self.leader
    }
}

impl<L> fmt::Debug for Barrier<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Barrier").field("tasks", &self.inner.tasks).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::until::timeout;
    use std::thread;
    use std::time::Duration;

    #[test]
    fn who_gives_up_does_not_count() {
        let barrier: Barrier = Barrier::new(2);
        let soon = timeout(Duration::from_millis(1));
        assert_eq!(barrier.inner.arrive(&soon, Location::caller()), Err(Interrupt::Deadline));
        assert_eq!(barrier.inner.arrivals.lock().waiting, 0);
        let leaders: Vec<bool> = thread::scope(|scope| {
            let tasks = [(); 2].map(|()| scope.spawn(|| barrier.wait().is_leader()));
            tasks.into_iter().map(|task| task.join().expect("no panic")).collect()
        });
        assert_eq!(leaders.iter().filter(|leader| **leader).count(), 1);
    }

    #[test]
    fn who_comes_last_passes_although_the_deadline_is_over() {
        let barrier: Barrier = Barrier::new(2);
        thread::scope(|scope| {
            scope.spawn(|| barrier.wait());
            let over = timeout(Duration::ZERO);
            while barrier.inner.arrive(&over, Location::caller()).is_err() {
                thread::yield_now();
            }
        });
        assert_eq!(barrier.inner.arrivals.lock().generation, 1);
    }
}
