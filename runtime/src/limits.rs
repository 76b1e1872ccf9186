//! What ends a wait early: the deadline and the cancellation that a task carries.
//!
//! They are in force for what a thread does, not for a value: a function that is entered without a context has them too. Only waits
//! look at them.

use crate::cancel::CancelToken;
use crate::cx::Cx;
use crate::deadlock::Deadlock;
use crate::prim::channel::{Receiver, Select, TryRecvError};
use crate::prim::{now, thread_local};
use crate::report::Wanted;
use crate::watch;
use std::cell::{Cell, RefCell};
use std::convert::Infallible;
use std::error;
use std::fmt;
use std::panic::Location;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Why a wait ended before what it waited for came.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Interrupt {
    /// Somebody cancelled, and may have said why.
    Cancelled(Option<Arc<str>>),
    /// The deadline has passed.
    Deadline,
    /// The wait would have been the last one of a deadlock, and the policy is [`Policy::Break`](crate::Policy::Break).
    Deadlock(Deadlock),
}

impl fmt::Display for Interrupt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Interrupt::Cancelled(Some(reason)) => write!(f, "cancelled: {reason}"),
            Interrupt::Cancelled(None) => f.write_str("cancelled"),
            Interrupt::Deadline => f.write_str("the deadline has passed"),
            Interrupt::Deadlock(deadlock) => deadlock.fmt(f),
        }
    }
}

impl error::Error for Interrupt {}

/// Limits: what ends the waits of a part of the program early.
///
/// They hold for what the closure does on this thread, and for the tasks that it [spawns](crate::spawn()) with a context: a task
/// carries those that were in force at its spawn, to its end. Threads of [`unhang::thread`](crate::thread) have none, and
/// [`root`](crate::root) starts without. The waits that they end are those that can say so: `lock_within`, `read_within`, `write_within`,
/// `upgradable_read_within`, `acquire_within`, `join_within`, and of what has a level, `send`, `recv`, `select!`, and the waits of wait
/// groups, barriers and condvars. What cannot say so, `lock` or `join`, goes on waiting.
///
/// ```
/// # #[unhang::levels] mod order { pub struct Accounts; }
/// # use order::*; use unhang::{Cx, Interrupt, Mutex, root};
/// use std::time::Duration;
///
/// #[unhang::acquires(Accounts)]
/// fn deposit(cx: &mut Cx, accounts: &Mutex<i64, Accounts>) -> Result<(), Interrupt> {
///     *accounts.lock_within(cx)? += 1;
///     Ok(())
/// }
///
/// let accounts = Mutex::new(0);
/// root(|cx| {
///     let done = cx.with_timeout(Duration::from_secs(1), |cx| deposit(cx, &accounts));
///     assert_eq!(done, Ok(()));
///     let refused = cx.cancellable(|cx, token| {
///         token.cancel_because("the day is over");
///         deposit(cx, &accounts)
///     });
///     assert_eq!(refused.unwrap_err().to_string(), "cancelled: the day is over");
/// });
/// ```
impl<H> Cx<H> {
    /// Runs `f`, in which waits end when `timeout` has passed, or at the deadline in force, if that is earlier.
    pub fn with_timeout<R>(&mut self, timeout: Duration, f: impl for<'x> FnOnce(&'x mut Cx<H>) -> R) -> R {
        match now().checked_add(timeout) {
            Some(deadline) => self.with_deadline(deadline, f),
            None => f(self),
        }
    }

    /// Runs `f`, in which waits end at `deadline`, or at the deadline in force, if that is earlier.
    pub fn with_deadline<R>(&mut self, deadline: Instant, f: impl for<'x> FnOnce(&'x mut Cx<H>) -> R) -> R {
        let limits = Limits::current();
        let deadline = limits.deadline.map_or(deadline, |outer| outer.min(deadline));
        Limits { deadline: Some(deadline), ..limits }.apply(|| f(self))
    }

    /// Runs `f` under a new token, a child of the one in force: its cancellation ends the waits inside.
    ///
    /// The token is cancelled when `f` returns or unwinds, for the reason that its scope has ended. So the waits of tasks that `f`
    /// left behind end too.
    pub fn cancellable<R>(&mut self, f: impl for<'x> FnOnce(&'x mut Cx<H>, &CancelToken) -> R) -> R {
        let limits = Limits::current();
        let token = CancelToken::below(limits.token.into_iter().collect());
        let _ended = token.drop_guard();
        Limits { token: Some(token.clone()), ..limits }.apply(|| f(self, &token))
    }

    /// Runs `f` under a token that was made elsewhere: its cancellation ends the waits inside, and so does that of the token in
    /// force. Neither is cancelled when `f` returns.
    pub fn with_token<R>(&mut self, token: &CancelToken, f: impl for<'x> FnOnce(&'x mut Cx<H>) -> R) -> R {
        let limits = Limits::current();
        let token = match limits.token {
            Some(outer) if !outer.is(token) => CancelToken::below(vec![outer, token.clone()]),
            _ => token.clone(),
        };
        Limits { token: Some(token), ..limits }.apply(|| f(self))
    }

    /// Runs `f`, in which nothing ends a wait early: for what has to be finished all the same, an answer that was promised, a transaction
    /// to be rolled back.
    pub fn shielded<R>(&mut self, f: impl for<'x> FnOnce(&'x mut Cx<H>) -> R) -> R {
        Limits::default().apply(|| f(self))
    }

    /// Blocks for `duration`. It asks for no order, since it ends by itself.
    ///
    /// # Errors
    ///
    /// When somebody cancelled, or the deadline has passed, before that.
    #[track_caller]
    pub fn sleep(&mut self, duration: Duration) -> Result<(), Interrupt> {
        watch::limited(|| Wanted::TIME, Location::caller(), || None, || Limits::current().sleep(duration))
    }

    /// Whether waits end now: somebody cancelled, or the deadline has passed.
    pub fn is_cancelled(&self) -> bool {
        self.checkpoint().is_err()
    }

    /// The deadline in force.
    pub fn deadline(&self) -> Option<Instant> {
        Limits::current().deadline
    }

    /// The time until the deadline in force; zero when it has passed.
    pub fn remaining(&self) -> Option<Duration> {
        Some(self.deadline()?.saturating_duration_since(now()))
    }

    /// Ends here, by `?`, what computes without waiting. Never blocks.
    ///
    /// # Errors
    ///
    /// When somebody cancelled, or the deadline has passed.
    pub fn checkpoint(&self) -> Result<(), Interrupt> {
        watch::gives_way();
        Limits::current().check()
    }
}

/// The deadline and the cancellation of the current task.
#[derive(Clone, Default)]
pub(crate) struct Limits {
    pub(crate) deadline: Option<Instant>,
    token: Option<CancelToken>,
}

thread_local! {
    static CURRENT: RefCell<Limits> = const { RefCell::new(Limits { deadline: None, token: None }) };
}

thread_local! {
    /// Whether there are limits: asked for by operations that hardly ever wait.
    static IN_FORCE: Cell<bool> = const { Cell::new(false) };
}

/// Whether anything can end the current task's waits early.
#[inline(always)]
pub(crate) fn are_in_force() -> bool {
    IN_FORCE.with(Cell::get)
}

impl Limits {
    /// Those of the current task.
    pub(crate) fn current() -> Limits {
        CURRENT.try_with(|current| current.borrow().clone()).unwrap_or_default()
    }

    /// Puts them in force for `f`, in place of the current ones, which come back after it.
    pub(crate) fn apply<R>(self, f: impl FnOnce() -> R) -> R {
        let _before = Before(exchange(self));
        f()
    }

    /// A deadline alone.
    pub(crate) fn until(deadline: Option<Instant>) -> Limits {
        Limits { deadline, ..Limits::default() }
    }

    /// Whether nothing can end a wait early.
    pub(crate) fn are_none(&self) -> bool {
        self.deadline.is_none() && self.token.is_none()
    }

    /// Why waits end now, if they do.
    pub(crate) fn interrupt(&self) -> Option<Interrupt> {
        let cancelled = self.token.as_ref().and_then(CancelToken::cause).map(Interrupt::Cancelled);
        cancelled.or_else(|| self.deadline.filter(|&deadline| deadline <= now()).map(|_| Interrupt::Deadline))
    }

    /// Whether waits may go on.
    pub(crate) fn check(&self) -> Result<(), Interrupt> {
        self.interrupt().map_or(Ok(()), Err)
    }

    /// Disconnected by a cancellation: a receive from it, in a select, is how a wait learns of it.
    pub(crate) fn cancelled(&self) -> Option<&Receiver<Infallible>> {
        self.token.as_ref().map(CancelToken::cancelled)
    }

    /// Waits until `event` is disconnected. What ends the wait goes first.
    pub(crate) fn wait(&self, event: &Receiver<Infallible>) -> Result<(), Interrupt> {
        let mut select = Select::new();
        select.recv(event);
        self.cancelled().map(|cancelled| select.recv(cancelled));
        loop {
            self.check()?;
            if event.try_recv() == Err(TryRecvError::Disconnected) {
                return Ok(());
            }
            match self.deadline {
                // At the deadline the check above says so.
                Some(deadline) => _ = select.ready_deadline(deadline),
                None => _ = select.ready(),
            }
        }
    }

    fn sleep(&self, duration: Duration) -> Result<(), Interrupt> {
        let start = Instant::now();
        loop {
            self.check()?;
            let left = duration.saturating_sub(start.elapsed());
            let until_the_deadline = self.deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
            let nap = until_the_deadline.map_or(left, |more| more.min(left));
            match self.cancelled() {
                _ if left.is_zero() => return Ok(()),
                Some(cancelled) => _ = cancelled.recv_timeout(nap),
                None => std::thread::sleep(nap),
            }
        }
    }

    /// Makes timed attempts until one succeeds: the way to wait for what a cancellation cannot wake. An attempt takes [`SLICE`] at
    /// most if there is a token, and ends at the deadline.
    pub(crate) fn attempts(&self, attempt: impl Fn(Instant) -> bool) -> Result<(), Interrupt> {
        let mut slice = FIRST_SLICE;
        loop {
            self.check()?;
            if attempt(self.end_of(slice)) {
                return Ok(());
            }
            slice = SLICE.min(2 * slice);
        }
    }

    fn end_of(&self, slice: Duration) -> Instant {
        match (self.deadline, &self.token) {
            (Some(deadline), None) => deadline,
            (deadline, _) => {
                let end = now() + slice;
                deadline.map_or(end, |deadline| deadline.min(end))
            }
        }
    }
}

const FIRST_SLICE: Duration = Duration::from_micros(100);
/// How late a wait that a cancellation cannot wake notices it, at most.
pub(crate) const SLICE: Duration = Duration::from_millis(5);

/// The limits from before, put back at the end.
struct Before(Limits);

impl Drop for Before {
    fn drop(&mut self) {
        exchange(std::mem::take(&mut self.0));
    }
}

/// In a thread's last moments, when the thread-local is gone, nothing is in force.
fn exchange(limits: Limits) -> Limits {
    IN_FORCE.with(|in_force| in_force.set(!limits.are_none()));
    CURRENT.try_with(|current| current.replace(limits)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prim::channel::{RecvTimeoutError, Sender, bounded, never};
    use std::sync::Barrier;
    use std::thread;

    fn under(token: &CancelToken) -> Limits {
        Limits { deadline: None, token: Some(token.clone()) }
    }

    #[test]
    fn a_sleep_ends_early() {
        let (short, long) = (Duration::from_millis(1), Duration::from_secs(600));
        assert_eq!(Limits::default().sleep(short), Ok(()));
        assert_eq!(Limits::until(Instant::now().checked_add(short)).sleep(long), Err(Interrupt::Deadline));
        let token = CancelToken::new();
        thread::scope(|scope| {
            let sleeper = scope.spawn(|| under(&token).sleep(long));
            token.cancel_because("morning");
            assert_eq!(sleeper.join().unwrap(), Err(Interrupt::Cancelled(Some("morning".into()))));
        });
        under(&token).apply(|| assert_eq!(crate::root(|cx| cx.shielded(|cx| cx.sleep(short))), Ok(())));
    }

    #[test]
    fn a_cancellation_wakes_a_select() {
        let token = CancelToken::new();
        let limits = under(&token.child());
        let ready = Barrier::new(2);
        thread::scope(|scope| {
            scope.spawn(|| {
                ready.wait();
                token.cancel_because("enough");
            });
            ready.wait();
            assert_eq!(limits.wait(&never()), Err(Interrupt::Cancelled(Some("enough".into()))));
        });
        assert_eq!(limits.cancelled().map(Receiver::try_recv), Some(Err(TryRecvError::Disconnected)));
    }

    #[test]
    fn a_deadline_ends_a_select() {
        let deadline = now() + Duration::from_millis(10);
        let limits = Limits { deadline: Some(deadline), ..under(&CancelToken::new()) };
        assert_eq!(limits.wait(&never()), Err(Interrupt::Deadline));
        assert!(now() >= deadline);
    }

    #[test]
    fn an_event_ends_a_select() {
        let (event, happened) = bounded(0);
        let limits = under(&CancelToken::new());
        thread::scope(|scope| {
            scope.spawn(|| drop(event));
            assert_eq!(limits.wait(&happened), Ok(()));
        });
    }

    /// Each time, a cancellation comes as a wait begins. One that is missed is a hang, which the watchdog notices.
    #[test]
    fn no_cancellation_is_lost() {
        let (done, finished) = bounded(0);
        let rounds = thread::spawn(move || {
            for _ in 0..5_000 {
                let token = CancelToken::new();
                let limits = under(&token.child());
                let start = Barrier::new(2);
                thread::scope(|scope| {
                    scope.spawn(|| {
                        start.wait();
                        token.cancel();
                    });
                    start.wait();
                    assert_eq!(limits.wait(&never()), Err(Interrupt::Cancelled(None)));
                });
            }
            drop::<Sender<Infallible>>(done);
        });
        let end = finished.recv_timeout(Duration::from_secs(60));
        assert_eq!(end, Err(RecvTimeoutError::Disconnected), "a wake-up was lost");
        rounds.join().expect("no panic");
    }

    #[test]
    fn a_child_of_two_is_cancelled_with_either() {
        for cancelled in [0, 1] {
            let parents = vec![CancelToken::new(), CancelToken::new()];
            let child = CancelToken::below(parents.clone());
            parents[cancelled].cancel();
            assert!(child.is_cancelled() && !parents[1 - cancelled].is_cancelled());
        }
    }
}
