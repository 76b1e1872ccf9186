//! The context: what a task holds, as a type.

use crate::debts::Role;
use crate::level::{After, LevelInfo, Unheld, UpToLevel};
use crate::limits::Limits;
use crate::prim::thread_local;
use crate::watch;
use std::cell::Cell;
use std::marker::PhantomData;
use std::panic::Location;

/// What this task holds and owes, as a type; passed as the first parameter.
///
/// `H` is [`Unheld`], a level, [`UpTo<Level>`](crate::UpTo), or a pair of one of these and one thing more: `(H, Level)`,
/// `(H, Owes<Level>)`, `(H, Drains<Level>)`. Taking a lock borrows the context for as long as the guard lives, so the outer context cannot
/// be used around it, and `.nest()` gives the inner one. So do the ends of a channel, and a token, and the inner one comes with them.
///
/// A context stays on its thread: it is neither `Send` nor `Sync`.
#[repr(transparent)]
pub struct Cx<H = Unheld> {
    task: watch::TaskRef,
    held: PhantomData<H>,
    stays: PhantomData<dyn ContextOfOneTask>,
}

/// Named in the error when a context is moved to another thread.
trait ContextOfOneTask {}

impl<H> Cx<H> {
    pub(crate) fn new(task: watch::TaskRef) -> Self {
        Cx { task, held: PhantomData, stays: PhantomData }
    }

    pub(crate) fn task(&self) -> watch::TaskRef {
        self.task
    }

    /// The same task, with another statement of what it holds.
    pub(crate) fn retag<K>(&mut self) -> &mut Cx<K> {
        // SAFETY: `Cx` is transparent over `task`; `H` occurs in `PhantomData` only, so `Cx<H>` and `Cx<K>` have one layout, and
        // the borrow is exclusive.
        unsafe { &mut *std::ptr::from_mut(self).cast::<Cx<K>>() }
    }

    /// Forgets what is held and owed, beyond "something before the level". Not for levels whose receivers owe something: bounded
    /// channels, and those whose messages carry senders.
    ///
    /// The result is a concrete type, `&mut Cx<UpTo<Level>>`, as the method of a trait object needs it.
    #[rustfmt::skip] // One line: rustc quotes it.
    pub fn narrow<U: UpToLevel>(&mut self) -> &mut Cx<U> where U::Level: After<H> {
        self.retag()
    }
}

/// The context of a function under `#[role(..)]`, in the order in which the role lists what it owes and drains.
#[doc(hidden)]
pub fn in_role<K, H: Role<K>>(cx: &mut Cx<H>) -> &mut Cx<K> {
    cx.retag()
}

impl<H> std::fmt::Debug for Cx<H> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Cx<{}>", std::any::type_name::<H>())
    }
}

thread_local! {
    /// This thread's context has been given out.
    static ROOTED: Cell<bool> = const { Cell::new(false) };
}

/// The one root of a thread, for as long as it lives.
pub(crate) struct Root(());

impl Root {
    #[track_caller]
    pub(crate) fn enter() -> Root {
        assert!(
            !ROOTED.with(|rooted| rooted.replace(true)),
            "deadlock: a second root on one thread: what the first context holds would not count in the second; pass `cx` on, or \
             mark this function `#[unhang::acquires(..)]`"
        );
        Root(())
    }
}

impl Drop for Root {
    fn drop(&mut self) {
        ROOTED.with(|rooted| rooted.set(false));
    }
}

/// Runs `f` with a context that holds nothing, and returns what it returns.
///
/// A thread has one root at a time: everything that it holds must be in one context's type. No deadline is in force in it, and no
/// token.
///
/// # Panics
///
/// When this thread is inside another root already, or is a task of [`spawn`](crate::spawn()) or [`scope`](crate::scope()), whose
/// closure has a context of its own. This is checked in every build.
#[track_caller]
pub fn root<R>(f: impl for<'x> FnOnce(&'x mut Cx<Unheld>) -> R) -> R {
    let _root = Root::enter();
    Limits::default().apply(|| f(&mut Cx::new(watch::current())))
}

/// The context of a function that is entered without one: checked against what the task holds, if checking is on.
#[doc(hidden)]
#[track_caller]
pub fn enter(levels: &[fn() -> &'static LevelInfo]) -> Cx<Unheld> {
    Cx::new(watch::check_entry(levels, Location::caller()))
}
