//! Waiting until a shared state is as wanted: what wait groups, barriers and semaphores have in common.
//!
//! It is the monitor of Hoare (*Monitors: an operating system structuring concept*, 1974), with parking_lot's mutex and condvar.

use crate::deadlock::Exit;
use crate::limits::{Interrupt, Limits, SLICE};
use crate::prim::{Condvar, Mutex, now};
use crate::report::Wanted;
use crate::watch::{self, Awaited, Wakers};
use std::panic::Location;
use std::time::{Duration, Instant};

/// A wait until `state` is `ready`.
pub(crate) struct Until<'a, S, R> {
    pub(crate) state: &'a Mutex<S>,
    /// Notified when the state may have become ready.
    pub(crate) changed: &'a Condvar,
    pub(crate) ready: R,
    pub(crate) limits: &'a Limits,
    /// Who could make it ready.
    pub(crate) wakers: &'a (dyn Fn() -> Wakers<'a> + Sync),
    /// What it is, for reports.
    pub(crate) wanted: &'a (dyn Fn() -> Wanted + Sync),
}

impl<S: Send, R: Fn(&S) -> bool + Sync> Until<'_, S, R> {
    /// Blocks until the state is ready or the limits end the wait; what is ready wins. `withdraw` undoes what announced the wait,
    /// when it ends early or, in a checked build, panics.
    ///
    /// A deadline ends it when it passes, a cancellation within 5 ms.
    #[track_caller]
    pub(crate) fn wait<X: Exit>(&self, at: &'static Location<'static>, exit: X, withdraw: impl Fn(&mut S)) -> Result<(), Interrupt> {
        if self.limits.deadline.is_some() {
            return watch::limited(self.wanted, at, || self.is_ready().then_some(Ok(())), || self.block(withdraw));
        }
        let unwinding = OnDrop(|| withdraw(&mut self.state.lock()));
        let result = watch::wait_for(self, at, exit, || self.is_ready().then_some(Ok(())), || self.block(&withdraw));
        std::mem::forget(unwinding);
        result.unwrap_or_else(|broken| {
            let mut state = self.state.lock();
            if (self.ready)(&state) {
                return Ok(());
            }
            withdraw(&mut state);
            Err(X::interrupt(broken))
        })
    }

    fn is_ready(&self) -> bool {
        (self.ready)(&self.state.lock())
    }

    fn block(&self, withdraw: impl Fn(&mut S)) -> Result<(), Interrupt> {
        let mut state = self.state.lock();
        while !(self.ready)(&state) {
            if let Some(interrupt) = self.limits.interrupt() {
                withdraw(&mut state);
                return Err(interrupt);
            }
            match next_look(self.limits) {
                Some(until) => drop(self.changed.wait_until(&mut state, until)),
                None => self.changed.wait(&mut state),
            }
        }
        Ok(())
    }
}

impl<S: Send, R: Fn(&S) -> bool + Sync> Awaited for Until<'_, S, R> {
    fn is_coming(&self) -> bool {
        // Whoever has the state's lock waits for nothing until it gives it back.
        self.is_ready() || self.limits.interrupt().is_some()
    }

    fn wakers(&self) -> Wakers<'_> {
        if self.limits.are_none() { (self.wakers)() } else { Wakers::Unknown }
    }

    fn wanted(&self) -> Wanted {
        (self.wanted)()
    }
}

struct OnDrop<F: Fn()>(F);

impl<F: Fn()> Drop for OnDrop<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

/// When a wait with these limits must look at them again, if ever.
pub(crate) fn next_look(limits: &Limits) -> Option<Instant> {
    let slice = limits.cancelled().map(|_| now() + SLICE);
    slice.into_iter().chain(limits.deadline).min()
}

/// A deadline alone. None if the clock does not reach that far.
pub(crate) fn timeout(duration: Duration) -> Limits {
    Limits::until(now().checked_add(duration))
}
