//! The token that cancels: a tree of them, each with a channel that a cancellation disconnects.

use crate::prim::channel::{Receiver, Sender, bounded};
use crate::prim::{Mutex, OnceLock};
use crate::watch;
use std::convert::Infallible;
use std::fmt;
use std::mem;
use std::panic::RefUnwindSafe;
use std::sync::{Arc, Weak};

/// Ends the waits of all tasks that run under it, once, for good.
///
/// A task runs under a token inside [`cancellable`](crate::Cx::cancellable) and [`with_token`](crate::Cx::with_token), and
/// inherits the one in force where it is spawned. Clones are the same token; a [`child`](CancelToken::child) is cancelled with its
/// parent, and not the other way round.
///
/// A token costs two allocations. Its parent remembers it for about as long as it lives, so that a parent that outlives many
/// children does not grow. None of its functions blocks.
#[derive(Clone)]
pub struct CancelToken(Arc<State>);

type Reason = Option<Arc<str>>;

struct State {
    /// Why, set by the first cancellation, before `cancelled` is disconnected.
    cause: OnceLock<Reason>,
    cancelled: Receiver<Infallible>,
    open: Mutex<Open>,
    /// Kept alive, since what cancels them must come through here.
    parents: Vec<CancelToken>,
}

struct Open {
    /// The one sender. It is dropped by the cancellation, and nothing is ever sent.
    alive: Option<Sender<Infallible>>,
    children: Vec<Weak<State>>,
}

// No user's code runs under the lock, so a panic leaves nothing half done.
impl RefUnwindSafe for State {}

impl CancelToken {
    /// A token without a parent.
    pub fn new() -> Self {
        Self::below(vec![])
    }

    /// A token that is cancelled with this one, at once if this one is cancelled already.
    pub fn child(&self) -> Self {
        Self::below(vec![self.clone()])
    }

    /// A token that is cancelled with any of `parents`.
    pub(crate) fn below(parents: Vec<CancelToken>) -> Self {
        let (alive, cancelled) = bounded(0);
        let open = Mutex::new(Open { alive: Some(alive), children: Vec::new() });
        let token = CancelToken(Arc::new(State { cause: OnceLock::new(), cancelled, open, parents }));
        for parent in &token.0.parents {
            if let Err(cause) = parent.adopt(&token) {
                token.cancel_with(cause);
            }
        }
        token
    }

    /// Remembers a child, or says why this token is cancelled.
    fn adopt(&self, child: &CancelToken) -> Result<(), Reason> {
        let mut open = self.0.open.lock();
        // A cancellation that sets the cause after this look takes the lock after it, and finds the child.
        if let Some(cause) = self.0.cause.get() {
            return Err(cause.clone());
        }
        let children = &mut open.children;
        if children.len() == children.capacity() {
            children.retain(|child| child.strong_count() > 0);
            children.reserve(children.len() + 1);
        }
        children.push(Arc::downgrade(&child.0));
        Ok(())
    }

    /// Cancels the token and its children, and wakes all waits under them. The first cancellation of a token wins.
    ///
    /// When it returns, all of them are cancelled. It takes time in proportion to their number.
    pub fn cancel(&self) {
        self.cancel_with(None);
    }

    /// Cancels as [`cancel`](Self::cancel) does, and says why to those who waited.
    pub fn cancel_because(&self, reason: impl Into<Arc<str>>) {
        self.cancel_with(Some(reason.into()));
    }

    fn cancel_with(&self, cause: Reason) {
        let mut reached = vec![(self.clone(), cause)];
        while let Some((token, cause)) = reached.pop() {
            let cause = token.0.cause.get_or_init(|| cause);
            let mut open = token.0.open.lock();
            let alive = open.alive.take();
            // Also if somebody else cancelled: that call may not have reached them yet.
            let children = open.children.iter().filter_map(Weak::upgrade);
            reached.extend(children.map(|child| (CancelToken(child), cause.clone())));
            drop(open);
            drop(alive);
        }
        watch::gives_way();
    }

    /// Whether it is cancelled.
    pub fn is_cancelled(&self) -> bool {
        self.0.cause.get().is_some()
    }

    /// Why it was cancelled, if it was and somebody said so. A child that was cancelled with its parent has its parent's reason.
    pub fn reason(&self) -> Option<Arc<str>> {
        self.cause().flatten()
    }

    /// Cancels the token when the result is dropped, also by a panic, for the reason that its scope has ended.
    pub fn drop_guard(&self) -> CancelOnDrop {
        CancelOnDrop { token: self.clone(), armed: true }
    }

    pub(crate) fn cause(&self) -> Option<Reason> {
        self.0.cause.get().cloned()
    }

    /// Disconnected by the cancellation, for good: a wait that begins after it ends at once, so there is no moment between a check
    /// and a wait in which a cancellation is lost.
    pub(crate) fn cancelled(&self) -> &Receiver<Infallible> {
        &self.0.cancelled
    }

    pub(crate) fn is(&self, other: &CancelToken) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Default for CancelToken {
    fn default() -> Self {
        CancelToken::new()
    }
}

impl fmt::Debug for CancelToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CancelToken").field("cancelled", &self.is_cancelled()).field("reason", &self.reason()).finish()
    }
}

impl Drop for State {
    /// Lets go of a line of ancestors one by one: dropped inside one another, a long one would exhaust the stack.
    fn drop(&mut self) {
        let mut parents = mem::take(&mut self.parents);
        while let Some(CancelToken(parent)) = parents.pop() {
            if let Some(mut last) = Arc::into_inner(parent) {
                parents.append(&mut last.parents);
            }
        }
    }
}

/// Cancels a token when it is dropped: what [`CancelToken::drop_guard`] returns.
#[derive(Debug)]
#[must_use = "if unused, the token is cancelled at once"]
pub struct CancelOnDrop {
    token: CancelToken,
    armed: bool,
}

impl CancelOnDrop {
    /// The token, not cancelled by this guard any more.
    pub fn disarm(mut self) -> CancelToken {
        self.armed = false;
        self.token.clone()
    }
}

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        if self.armed {
            self.token.cancel_because("its scope has ended");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn children_that_ended_are_forgotten() {
        let token = CancelToken::new();
        let live: Vec<_> = (0..10).map(|_| token.child()).collect();
        for _ in 0..100_000 {
            token.child();
        }
        assert!(token.0.open.lock().children.capacity() < 100);
        token.cancel();
        assert!(live.iter().all(CancelToken::is_cancelled));
    }

    #[test]
    fn a_long_line_is_cancelled_and_dropped() {
        let first = CancelToken::new();
        let last = (0..200_000).fold(first.clone(), |token, _| token.child());
        first.cancel_because("enough");
        assert_eq!(last.reason().as_deref(), Some("enough"));
    }
}
