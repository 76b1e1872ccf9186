//! The wait group: waiting until every token is gone.

use crate::cx::Cx;
use crate::deadlock::{Breaks, Exit, Unwinds};
use crate::debts::{Discharge, Owes, Tie};
use crate::ends::{Carried, CountedIn, Travels};
use crate::level::{After, Carries, Dynamic, ForLocks, Level, LockLevel};
use crate::limits::{Interrupt, Limits};
use crate::prim::{Condvar, Mutex};
use crate::until::{Until, timeout};
use crate::watch::{self, End, Ends, Wakers};
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use std::panic::Location;
use std::sync::Arc;
use std::time::Duration;

/// Waits until a number of tokens have all been dropped.
///
/// Whoever has something to finish takes a token first and drops it in the end, [`wait`](LevelledWaitGroup::wait) blocks until no
/// token is left. A group without tokens is not waited for. It can be used again: a wait ends at the first moment at which no token
/// is left, whether new ones are made right after it or not.
///
/// With a level `L` a token is counted in a context's type, as a debt `Owes<L>`, and the compiler refuses to wait for the group
/// while owning one of its tokens, or whatever its owners may wait for. Without one (`L = Dynamic`) tokens go anywhere.
///
/// Clones are the same group. It blocks in `wait`, and for a limited time in `wait_timeout`. Making a token or dropping one takes a
/// short lock inside.
///
/// ```
/// use unhang::{WaitGroup, thread};
///
/// let group = WaitGroup::new();
/// for _ in 0..4 {
///     let token = group.token();
///     thread::spawn(move || {
///         // work
///         drop(token);
///     });
/// }
/// group.wait();
/// assert_eq!(group.count(), 0);
/// ```
///
/// With a level:
///
/// ```
/// # #[unhang::levels] mod order { pub struct Batch; }
/// # use order::Batch; use unhang::{WaitGroup, root};
/// let batch = WaitGroup::<Batch>::new();
/// root(|cx| {
///     let (token, cx) = batch.token(cx);
///     let cx = token.done(cx);
///     batch.wait(cx)
/// }).expect("nobody cancels");
/// ```
///
/// Whoever waits for the end of a group to which it owes a token waits for itself:
///
/// ```compile_fail,E0277
/// # #[unhang::levels] mod order { pub struct Batch; }
/// # use order::Batch; use unhang::{WaitGroup, root};
/// # let batch = WaitGroup::<Batch>::new();
/// root(|cx| {
///     let (_token, cx) = batch.token(cx);
///     batch.wait(cx)
/// }).expect("nobody cancels");
/// ```
#[repr(transparent)]
pub struct WaitGroup<L = Dynamic> {
    inner: LevelledWaitGroup<L>,
}

/// The part of a [`WaitGroup`] that asks for a context; every `WaitGroup<L>` with a level dereferences to it.
pub struct LevelledWaitGroup<L> {
    shared: Arc<Shared<L>>,
}

struct Shared<L> {
    level: PhantomData<fn() -> L>,
    event: watch::Event,
    tokens: Ends,
    count: Mutex<Count>,
    zero: Condvar,
}

#[derive(Default)]
struct Count {
    tokens: usize,
    /// How often the number of tokens fell to zero.
    zeros: u64,
}

impl<L: LockLevel> WaitGroup<L> {
    /// Creates a group without tokens.
    #[track_caller]
    pub fn new() -> Self {
        let event = watch::Event::new("wait group", "for", L::INFO, Location::caller());
        let tokens = Ends::new("owns a token of it");
        let shared = Shared { level: PhantomData, event, tokens, count: Mutex::default(), zero: Condvar::new() };
        WaitGroup { inner: LevelledWaitGroup { shared: Arc::new(shared) } }
    }
}

/// Doing without a context.
impl WaitGroup {
    /// A token more. Never blocks.
    #[track_caller]
    pub fn token(&self) -> Token<'static> {
        self.inner.loose_token().tie()
    }

    /// Waits until no token is left.
    ///
    /// # Panics
    ///
    /// In a checked build, by the default [`Policy`](crate::Policy), when no task can move that could drop one.
    #[track_caller]
    pub fn wait(&self) {
        let ended = self.inner.shared.wait(&Limits::default(), Location::caller(), Unwinds);
        ended.expect("nothing ends it early");
    }

    /// Waits until no token is left, for at most `timeout`, and returns whether that is so.
    #[track_caller]
    pub fn wait_timeout(&self, timeout: Duration) -> bool {
        self.inner.shared.wait(&self::timeout(timeout), Location::caller(), Breaks).is_ok()
    }

    /// How many tokens there are now. Never blocks.
    pub fn count(&self) -> usize {
        self.inner.count()
    }
}

impl<L: Level> Deref for WaitGroup<L> {
    type Target = LevelledWaitGroup<L>;
    #[inline(always)]
    fn deref(&self) -> &LevelledWaitGroup<L> {
        &self.inner
    }
}

impl<L: Level<Purpose = ForLocks>> LevelledWaitGroup<L> {
    /// A token more, and the context in which it is owed. Never blocks.
    #[track_caller]
    pub fn token<'cx, H>(&self, cx: &'cx mut Cx<H>) -> (Token<'cx, L>, &'cx mut Cx<(H, Owes<L>)>) {
        (self.loose_token().tie(), cx.retag())
    }

    /// Waits until no token is left, or until the task's deadline or cancellation, which it notices within 5 ms. The level must come
    /// after all that the context holds and owes.
    ///
    /// # Errors
    ///
    /// What ended the wait early, with tokens left.
    ///
    /// # Panics
    ///
    /// In a checked build, by the default [`Policy`](crate::Policy), when no task can move that could drop one.
    #[rustfmt::skip] // One line: rustc quotes it.
    #[track_caller]
    pub fn wait<H>(&self, cx: &mut Cx<H>) -> Result<(), Interrupt> where L: After<H> {
        let _ = cx;
        self.shared.wait(&Limits::current(), Location::caller(), Breaks)
    }
}

impl<L> LevelledWaitGroup<L> {
    /// How many tokens there are now. Never blocks.
    pub fn count(&self) -> usize {
        self.shared.count.lock().tokens
    }

    #[track_caller]
    pub(crate) fn loose_token(&self) -> LooseToken<L> {
        LooseToken::of(&self.shared)
    }
}

impl<L> Shared<L> {
    #[track_caller]
    fn wait<X: Exit>(&self, limits: &Limits, at: &'static Location<'static>, exit: X) -> Result<(), Interrupt> {
        let zeros = match *self.count.lock() {
            Count { tokens: 0, .. } => return Ok(()),
            Count { zeros, .. } => zeros,
        };
        let ready = |count: &Count| count.zeros != zeros;
        let (wakers, wanted) = (|| Wakers::All(&self.tokens), || self.event.wanted());
        Until { state: &self.count, changed: &self.zero, ready, limits, wakers: &wakers, wanted: &wanted }.wait(at, exit, |_| ())
    }
}

/// A promise to a [`WaitGroup`]: whoever waits for the group waits until it is dropped.
///
/// Without a level it goes anywhere, and a clone is a token more. With one it stays with the context that counts it:
/// [`done`](Self::done) gives back the context without it.
#[must_use = "if unused, it is done at once"]
pub struct Token<'cx, L = Dynamic> {
    loose: LooseToken<L>,
    tie: Tie<'cx>,
}

/// Tokens of this level are counted in no context: so for [`Dynamic`] alone.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a token of level `{Self}` cannot be moved to another thread: the context here counts it",
    label = "takes along what is owed here",
    note = "hand it over with `spawn_with`, which counts it there"
)]
pub trait Uncounted {}
impl Uncounted for Dynamic {}

// SAFETY: what keeps a token on its thread is the tie to the context that counts it.
unsafe impl<L: Uncounted> Send for Token<'_, L> {}
// SAFETY: see above; a shared token can only be cloned.
unsafe impl<L: Uncounted> Sync for Token<'_, L> {}

impl Clone for Token<'_> {
    #[track_caller]
    fn clone(&self) -> Self {
        self.loose.clone().tie()
    }
}

impl<L: Level<Purpose = ForLocks>> Travels for Token<'_, L> {
    type Loose = LooseToken<L>;
    type Tied<'cx> = Token<'cx, L>;

    #[track_caller]
    fn tie<'cx>(loose: LooseToken<L>) -> Token<'cx, L> {
        loose.tie()
    }
}

impl<L: Level<Purpose = ForLocks>, H> CountedIn<H> for Token<'_, L> {
    type With = (H, Owes<L>);
}

impl<L: Level> Token<'_, L> {
    /// Takes the token out of this context, to travel in a message of level `Via`; the receiver attaches it.
    #[allow(clippy::type_complexity)]
    pub fn detach<Via, H>(self, cx: &mut Cx<H>) -> (Carried<Token<'static, L>, Via>, &mut Cx<H::Rest>)
    where
        L: Level<Purpose = ForLocks>,
        Via: Carries<L>,
        H: Discharge<Owes<L>>,
    {
        (Carried::new(self.loosen()), cx.retag())
    }

    /// A token more, that travels in a message of level `Via`; this one stays.
    pub fn detached_clone<Via: Carries<L>>(&self) -> Carried<Token<'static, L>, Via>
    where
        L: Level<Purpose = ForLocks>,
    {
        Carried::new(self.clone_loose())
    }

    /// Drops the token, and gives back the context in which it is not owed any more.
    pub fn done<H: Discharge<Owes<L>>>(self, cx: &mut Cx<H>) -> &mut Cx<H::Rest> {
        drop(self);
        cx.retag()
    }
}

impl<L> Token<'_, L> {
    /// Without its tie: the caller counts it elsewhere.
    pub(crate) fn loosen(self) -> LooseToken<L> {
        let Token { loose, tie } = self;
        drop(tie);
        loose.end.loosen();
        loose
    }

    /// A token more, for the caller to count elsewhere.
    #[track_caller]
    pub(crate) fn clone_loose(&self) -> LooseToken<L> {
        self.loose.clone()
    }
}

/// A token that no context counts yet.
#[doc(hidden)]
pub struct LooseToken<L> {
    shared: Arc<Shared<L>>,
    end: End,
}

impl<L> LooseToken<L> {
    #[track_caller]
    fn of(shared: &Arc<Shared<L>>) -> Self {
        let end = shared.tokens.add(Location::caller());
        shared.count.lock().tokens += 1;
        LooseToken { shared: shared.clone(), end }
    }

    #[track_caller]
    pub(crate) fn tie<'cx>(self) -> Token<'cx, L>
    where
        L: LockLevel,
    {
        // Without a level it goes where it likes.
        if L::INFO.is_some() {
            self.end.tie(Location::caller());
        }
        Token { loose: self, tie: Tie::owing_if::<L>() }
    }
}

impl<L> Clone for LooseToken<L> {
    #[track_caller]
    fn clone(&self) -> Self {
        LooseToken::of(&self.shared)
    }
}

impl<L> Drop for LooseToken<L> {
    fn drop(&mut self) {
        let mut count = self.shared.count.lock();
        count.tokens -= 1;
        if count.tokens == 0 {
            count.zeros += 1;
            self.shared.zero.notify_all();
        }
        drop(count);
        self.shared.tokens.remove(&self.end);
    }
}

impl<L> Clone for WaitGroup<L> {
    fn clone(&self) -> Self {
        WaitGroup { inner: LevelledWaitGroup { shared: self.inner.shared.clone() } }
    }
}

impl<L: LockLevel> Default for WaitGroup<L> {
    #[track_caller]
    fn default() -> Self {
        WaitGroup::new()
    }
}

impl<L> fmt::Debug for WaitGroup<L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WaitGroup").field("count", &self.inner.count()).finish()
    }
}

impl<L> fmt::Debug for Token<'_, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;

    fn assert_send<T: Send + Sync + 'static>(_: &T) {}

    #[test]
    fn a_deadline_ends_a_wait() {
        let group: WaitGroup = WaitGroup::new();
        let token = group.token();
        let ended = group.inner.shared.wait(&timeout(Duration::from_millis(1)), Location::caller(), Unwinds);
        assert_eq!(ended, Err(Interrupt::Deadline));
        drop(token);
        assert_eq!(group.inner.shared.wait(&timeout(Duration::ZERO), Location::caller(), Unwinds), Ok(()));
    }

    #[test]
    fn a_loose_token_travels() {
        let group: WaitGroup = WaitGroup::new();
        let token = group.token();
        let loose = token.clone_loose();
        assert_send(&loose);
        let other = token.loosen();
        assert_eq!(group.count(), 2);
        thread::spawn(move || drop((loose.tie(), other.tie()))).join().expect("no panic");
        assert_eq!(group.count(), 0);
    }

    #[test]
    fn it_names_itself() {
        let group: WaitGroup = WaitGroup::new();
        if crate::is_checked() {
            assert!(group.inner.shared.event.wanted().to_string().starts_with("for wait group #"));
        }
    }
}
