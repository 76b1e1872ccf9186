//! The barrier: waiting until a number of tasks have come.

use crate::cx::Cx;
use crate::deadlock::{Breaks, Exit, Unwinds};
use crate::debts::{Discharge, Owes, Tie};
use crate::ends::{CountedIn, Travels};
use crate::level::{After, Dynamic, ForLocks, Level, LockLevel};
use crate::limits::{Interrupt, Limits};
use crate::prim::{Condvar, Mutex};
use crate::until::Until;
use crate::watch::{self, End, Ends, Wakers};
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use std::panic::Location;

/// Lets `n` tasks go on when all of them have come; std's, with a level.
///
/// It can be used again at once: each group of `n` is a generation, and a wait ends with its own.
///
/// With a level `L` each task has a [`Party`], which it owes to the others: while it has one, it waits for nothing that comes before the
/// barrier. Without one (`L = Dynamic`) its interface is that of [`std::sync::Barrier`], and nobody knows who has yet to come.
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
    /// Those of tasks that have not arrived.
    parts: Ends,
    arrivals: Mutex<Arrivals>,
    complete: Condvar,
}

struct Arrivals {
    /// How many tasks must come.
    tasks: usize,
    /// How many of them have a party.
    parties: usize,
    waiting: usize,
    generation: u64,
}

impl Arrivals {
    /// All have come: the generation is over.
    fn complete(&mut self) {
        self.waiting = 0;
        self.generation += 1;
    }
}

impl<L: LockLevel> Barrier<L> {
    /// Creates a barrier for `n` tasks. One for no task is as good as one for one: nobody waits.
    #[track_caller]
    pub const fn new(n: usize) -> Self {
        let event = watch::Event::new("barrier", "for the others at", L::INFO, Location::caller());
        let arrivals = Mutex::new(Arrivals { tasks: n, parties: 0, waiting: 0, generation: 0 });
        let parts = Ends::new("has its part in it");
        Barrier { inner: LevelledBarrier { level: PhantomData, event, parts, arrivals, complete: Condvar::new() } }
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
        self.inner.arrive(&Limits::default(), Location::caller(), Unwinds).expect("nothing ends it early")
    }
}

impl<L: Level> Deref for Barrier<L> {
    type Target = LevelledBarrier<L>;
    #[inline(always)]
    fn deref(&self) -> &LevelledBarrier<L> {
        &self.inner
    }
}

impl<L: Level<Purpose = ForLocks>> LevelledBarrier<L> {
    /// A part in the barrier, and the context in which it is owed. Never blocks.
    ///
    /// # Panics
    ///
    /// When all parts are taken: there are as many as the barrier is for.
    #[track_caller]
    pub fn party<'b, 'cx, H>(&'b self, cx: &'cx mut Cx<H>) -> (Party<'b, 'cx, L>, &'cx mut Cx<(H, Owes<L>)>) {
        let mut arrivals = self.arrivals.lock();
        assert!(arrivals.parties < arrivals.tasks, "this barrier is for {} tasks, and all have their part", arrivals.tasks);
        arrivals.parties += 1;
        drop(arrivals);
        (LooseParty { barrier: self, end: self.parts.add(Location::caller()) }.tie(), cx.retag())
    }
}

/// One task's part in a levelled [`Barrier`]: the others wait for it to come, or to be dropped. Dropping it is leaving: from then on the
/// barrier is for one task less.
#[must_use = "if unused, the barrier is for one task less at once"]
pub struct Party<'b, 'cx, L: Level> {
    loose: LooseParty<'b, L>,
    tie: Tie<'cx>,
}

impl<L: Level> Party<'_, '_, L> {
    /// Waits until all who have a part have come, or until the task's deadline or cancellation, which it notices within 5 ms. The level
    /// must come after all that the context holds and owes, this part aside.
    ///
    /// # Errors
    ///
    /// What ended the wait early. Then this task counts as not having come: the others go on waiting for it.
    ///
    /// # Panics
    ///
    /// In a checked build, by the default [`Policy`](crate::Policy), when no task can move that could come.
    #[rustfmt::skip] // One line: rustc quotes it.
    #[track_caller]
    pub fn wait<H: Discharge<Owes<L>>>(&self, cx: &mut Cx<H>) -> Result<BarrierWaitResult, Interrupt> where L: After<H::Rest> {
        let _ = cx;
        let (LooseParty { barrier, end }, at) = (&self.loose, Location::caller());
        barrier.parts.without(end, || barrier.arrive(&Limits::current(), at, Breaks))
    }

    /// Leaves the barrier, and gives the context in which this part is not owed any more.
    pub fn leave<H: Discharge<Owes<L>>>(self, cx: &mut Cx<H>) -> &mut Cx<H::Rest> {
        drop(self);
        cx.retag()
    }
}

impl<'b, L: Level> Party<'b, '_, L> {
    /// Without its tie: the caller counts it elsewhere.
    pub(crate) fn loosen(self) -> LooseParty<'b, L> {
        let Party { loose, tie } = self;
        drop(tie);
        loose.end.loosen();
        loose
    }
}

/// A part that no context counts yet.
#[doc(hidden)]
pub struct LooseParty<'b, L> {
    barrier: &'b LevelledBarrier<L>,
    end: End,
}

impl<'b, L: Level> LooseParty<'b, L> {
    #[track_caller]
    fn tie<'cx>(self) -> Party<'b, 'cx, L> {
        self.end.tie(Location::caller());
        Party { loose: self, tie: Tie::owing::<L>() }
    }
}

impl<L> Drop for LooseParty<'_, L> {
    fn drop(&mut self) {
        let mut arrivals = self.barrier.arrivals.lock();
        arrivals.tasks -= 1;
        arrivals.parties -= 1;
        if arrivals.waiting > 0 && arrivals.waiting >= arrivals.tasks {
            arrivals.complete();
            self.barrier.complete.notify_all();
        }
        drop(arrivals);
        self.barrier.parts.remove(&self.end);
    }
}

impl<'b, L: Level> Travels for Party<'b, '_, L> {
    type Loose = LooseParty<'b, L>;
    type Tied<'cx> = Party<'b, 'cx, L>;

    #[track_caller]
    fn tie<'cx>(loose: LooseParty<'b, L>) -> Party<'b, 'cx, L> {
        loose.tie()
    }
}

impl<L: Level, H> CountedIn<H> for Party<'_, '_, L> {
    type With = (H, Owes<L>);
}

impl<L> LevelledBarrier<L> {
    #[track_caller]
    pub(crate) fn arrive<X: Exit>(&self, limits: &Limits, at: &'static Location<'static>, exit: X) -> Result<BarrierWaitResult, Interrupt> {
        let mut arrivals = self.arrivals.lock();
        if arrivals.waiting + 1 >= arrivals.tasks {
            arrivals.complete();
            self.complete.notify_all();
            return Ok(BarrierWaitResult { leader: true });
        }
        arrivals.waiting += 1;
        let generation = arrivals.generation;
        drop(arrivals);
        self.wait_for_others(generation, limits, at, exit)?;
        Ok(BarrierWaitResult { leader: false })
    }

    #[track_caller]
    fn wait_for_others<X: Exit>(&self, generation: u64, limits: &Limits, at: &'static Location<'static>, exit: X) -> Result<(), Interrupt> {
        let (ready, wanted) = (|arrivals: &Arrivals| arrivals.generation != generation, || self.event.wanted());
        let withdraw = |arrivals: &mut Arrivals| {
            if arrivals.generation == generation {
                arrivals.waiting -= 1;
            }
        };
        let wakers = || Wakers::All(&self.parts);
        let until = Until { state: &self.arrivals, changed: &self.complete, ready, limits, wakers: &wakers, wanted: &wanted };
        until.wait(at, exit, withdraw)
    }
}

/// What a wait at a [`Barrier`] returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BarrierWaitResult {
    leader: bool,
}

impl BarrierWaitResult {
    /// Whether this task came last. Of each generation one did, unless a part that was given up completed it.
    #[must_use]
    pub fn is_leader(&self) -> bool {
        self.leader
    }
}

impl<L: Level> fmt::Debug for Party<'_, '_, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad("Party { .. }")
    }
}

impl<L> fmt::Debug for Barrier<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Barrier").field("tasks", &self.inner.arrivals.lock().tasks).finish_non_exhaustive()
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
        assert_eq!(barrier.inner.arrive(&soon, Location::caller(), Unwinds), Err(Interrupt::Deadline));
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
            while barrier.inner.arrive(&over, Location::caller(), Unwinds).is_err() {
                thread::yield_now();
            }
        });
        assert_eq!(barrier.inner.arrivals.lock().generation, 1);
    }
}
