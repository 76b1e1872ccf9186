//! What a levelled lock returns: the guard, and the context in which it is held.

use crate::cx::Cx;
use std::fmt;
use std::ops::{Deref, DerefMut};

/// A guard `G` together with the borrow of the context: while it lives, the outer context cannot be used.
///
/// It dereferences to the data. To take another lock while holding this one, take it apart with [`nest`](Held::nest).
#[must_use = "if unused, the lock is released at once"]
pub struct Held<'a, G, H> {
    pub(crate) guard: G,
    pub(crate) cx: &'a mut Cx<H>,
}

impl<'a, G, H> Held<'a, G, H> {
    /// The guard, and the context in which it is held.
    ///
    /// ```
    /// # #[unhang::levels] mod order { pub struct Accounts; #[after(Accounts)] pub struct Journal; }
    /// # use order::*; use unhang::{Mutex, root};
    /// # let (accounts, journal) = (Mutex::<_, Accounts>::new(1), Mutex::<_, Journal>::new(vec![]));
    /// # root(|cx| {
    /// let (mut accounts, cx) = accounts.lock(cx).nest();
    /// journal.lock(cx).push("one more");
    /// *accounts += 1;
    /// # });
    /// ```
    #[inline(always)]
    pub fn nest(self) -> (G, &'a mut Cx<H>) {
        (self.guard, self.cx)
    }

    /// Applies one of the guard's own functions, `MutexGuard::map` for instance, and keeps the context.
    ///
    /// An associated function, since a guard dereferences to whatever has methods of its own.
    #[inline]
    pub fn with<K>(held: Self, f: impl FnOnce(G) -> K) -> Held<'a, K, H> {
        Held { guard: f(held.guard), cx: held.cx }
    }
}

impl<G: Deref, H> Deref for Held<'_, G, H> {
    type Target = G::Target;
    #[inline(always)]
    fn deref(&self) -> &G::Target {
        &self.guard
    }
}

impl<G: DerefMut, H> DerefMut for Held<'_, G, H> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut G::Target {
        &mut self.guard
    }
}

impl<G: fmt::Debug, H> fmt::Debug for Held<'_, G, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.guard.fmt(f)
    }
}

impl<G: fmt::Display, H> fmt::Display for Held<'_, G, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.guard.fmt(f)
    }
}
