//! Tasks with a context: spawn, scope and join under the same rule as locks.

use crate::cx::{Cx, Root};
use crate::deadlock::{Breaks, Deadlock};
use crate::level::{Dynamic, ForLocks, JoinableUnder, Level, Unheld};
use crate::limits::{Interrupt, Limits};
use crate::prim::channel::{Receiver, Sender, bounded};
use crate::prim::thread;
use crate::watch::{self, Birth, Child, Floor, Freight};
use std::cell::Cell;
use std::convert::Infallible;
use std::error;
use std::fmt;
use std::io;
use std::marker::PhantomData;
use std::panic::Location;
use std::ptr;
use std::slice;

/// Starts a task on a thread of its own, with a context that holds nothing.
///
/// The deadline and the token in force here are in force in the task, to its end.
///
/// Since it may wait for anything, whoever [joins](JoinHandle::join) it must hold and owe nothing. For a task that is joined under a lock,
/// see [`spawn_after`]; for one that owns ends of channels, [`spawn_with`](crate::spawn_with).
///
/// # Panics
///
/// When the system cannot create a thread; [`Builder::spawn`] returns the error instead.
#[track_caller]
pub fn spawn<T: Send + 'static>(f: impl FnOnce(&mut Cx<Unheld>) -> T + Send + 'static) -> JoinHandle<T, Unheld> {
    Builder::new().spawn(f).expect("failed to spawn a thread")
}

/// Starts a task that takes only what comes after `L`, so that it can be joined while `L`, or what comes before it, is held. For levels
/// of locks.
///
/// # Panics
///
/// When the system cannot create a thread; [`Builder::spawn_after`] returns the error instead.
#[track_caller]
pub fn spawn_after<L: Level<Purpose = ForLocks>, T: Send + 'static>(f: impl FnOnce(&mut Cx<L>) -> T + Send + 'static) -> JoinHandle<T, L> {
    Builder::new().spawn_after(f).expect("failed to spawn a thread")
}

/// Options for a task: its name and the size of its stack, as in [`std::thread::Builder`].
#[derive(Debug, Default)]
#[must_use = "a builder does nothing until it spawns"]
pub struct Builder {
    name: Option<String>,
    stack_size: Option<usize>,
}

impl Builder {
    /// No name, the system's stack size.
    pub fn new() -> Self {
        Builder::default()
    }

    /// Names the thread, and the task in reports.
    ///
    /// # Panics
    ///
    /// On `spawn`, when the name contains a null byte.
    pub fn name(mut self, name: String) -> Self {
        self.name = Some(name);
        self
    }

    /// Sets the size of the thread's stack, in bytes.
    pub fn stack_size(mut self, size: usize) -> Self {
        self.stack_size = Some(size);
        self
    }

    /// Like [`spawn`], with these options.
    ///
    /// # Errors
    ///
    /// When the system cannot create a thread.
    #[track_caller]
    pub fn spawn<T: Send + 'static>(self, f: impl FnOnce(&mut Cx<Unheld>) -> T + Send + 'static) -> io::Result<JoinHandle<T, Unheld>> {
        self.start(Floor::default(), Freight::of(&f), with_context(f))
    }

    /// Like [`spawn_after`], with these options.
    ///
    /// # Errors
    ///
    /// When the system cannot create a thread.
    #[track_caller]
    pub fn spawn_after<L: Level<Purpose = ForLocks>, T: Send + 'static>(
        self,
        f: impl FnOnce(&mut Cx<L>) -> T + Send + 'static,
    ) -> io::Result<JoinHandle<T, L>> {
        self.start(Floor::above(L::info), Freight::of(&f), with_context(f))
    }

    /// Like [`Scope::spawn`], with these options.
    ///
    /// # Errors
    ///
    /// When the system cannot create a thread.
    #[track_caller]
    pub fn spawn_scoped<'scope, T: Send + 'scope, H: 'scope>(
        self,
        scope: &'scope Scope<'scope, '_, H>,
        f: impl FnOnce(&mut Cx<H>) -> T + Send + 'scope,
    ) -> io::Result<ScopedJoinHandle<'scope, T, H>> {
        self.start_scoped(&scope.inner, Freight::of(&f), with_context(f))
    }

    #[track_caller]
    pub(crate) fn start<T: Send + 'static, F>(
        self,
        floor: Floor,
        freight: Freight,
        body: impl FnOnce(watch::TaskRef) -> T + Send + 'static,
    ) -> io::Result<JoinHandle<T, F>> {
        let (birth, child) = Birth::new(self.name.as_deref(), floor, freight);
        let (alive, ended) = end();
        let inner = self.std().spawn(move || {
            let _alive = alive;
            birth.live(body)
        })?;
        Ok(JoinHandle { inner, child, ended, floor: PhantomData })
    }

    #[track_caller]
    pub(crate) fn start_scoped<'scope, T: Send + 'scope, F>(
        self,
        scope: &'scope thread::Scope<'scope, '_>,
        freight: Freight,
        body: impl FnOnce(watch::TaskRef) -> T + Send + 'scope,
    ) -> io::Result<ScopedJoinHandle<'scope, T, F>> {
        let (birth, child) = Birth::scoped(self.name.as_deref(), ptr::from_ref(scope).cast(), freight);
        let (alive, ended) = end();
        let inner = self.std().spawn_scoped(scope, move || {
            let _alive = alive;
            birth.live(body)
        })?;
        Ok(ScopedJoinHandle { inner, child, ended, floor: PhantomData })
    }

    fn std(self) -> thread::Builder {
        let builder = self.name.into_iter().fold(thread::Builder::new(), thread::Builder::name);
        self.stack_size.into_iter().fold(builder, thread::Builder::stack_size)
    }
}

/// The body of a task with a context, under the limits that are in force here.
fn with_context<T, H>(f: impl FnOnce(&mut Cx<H>) -> T) -> impl FnOnce(watch::TaskRef) -> T {
    let limits = Limits::current();
    move |task| {
        let _root = Root::enter();
        limits.apply(|| f(&mut Cx::new(task)))
    }
}

/// The end of a task's body, as an event: one sender, which the body drops last, also by a panic.
fn end() -> (Sender<Infallible>, Receiver<Infallible>) {
    bounded(0)
}

/// The owner of a task's end. Dropping it detaches the task.
///
/// `F` is the task's floor: what it may take comes after that.
pub struct JoinHandle<T, F = Dynamic> {
    inner: thread::JoinHandle<T>,
    child: Child,
    /// Disconnected when the task's body has ended.
    ended: Receiver<Infallible>,
    floor: PhantomData<fn() -> F>,
}

impl<T, F> JoinHandle<T, F> {
    /// Waits for the task's end and returns its result, or what it panicked with.
    ///
    /// All that the task may wait for must come after all that the context holds and owes.
    ///
    /// # Panics
    ///
    /// In a checked build, by the default [`Policy`](crate::Policy), when the wait closes a circle that types could not see.
    ///
    /// # Errors
    ///
    /// The payload of the task's panic.
    #[rustfmt::skip] // One line: rustc quotes it.
    #[track_caller]
    pub fn join<H>(self, cx: &mut Cx<H>) -> thread::Result<T> where F: JoinableUnder<H> {
        let _ = cx;
        self.wait()
    }

    /// Waits as [`join`](Self::join) does, unless waits end before: at the deadline in force, or when somebody cancels.
    ///
    /// While a deadline or a token is in force a checked build looks for no circle: a wait that can end by itself closes none. What
    /// the thread does after the task's end, destructors of its thread-locals, is waited for without a limit.
    ///
    /// # Panics
    ///
    /// Where [`join`](Self::join) does, if nothing is in force.
    ///
    /// # Errors
    ///
    /// When somebody cancelled or the deadline has passed, also if the task has ended. The error has the handle.
    #[rustfmt::skip] // One line: rustc quotes it.
    #[track_caller]
    pub fn join_within<H>(self, cx: &mut Cx<H>) -> Result<thread::Result<T>, Unjoined<Self>> where F: JoinableUnder<H> {
        let _ = cx;
        match until_its_end(&self.child, &self.ended, Location::caller()) {
            Ok(()) => self.wait_or_break().map_err(|(handle, deadlock)| Unjoined { handle, interrupt: deadlock.into() }),
            Err(interrupt) => Err(Unjoined { handle: self, interrupt }),
        }
    }

    #[track_caller]
    pub(crate) fn wait(self) -> thread::Result<T> {
        self.wait_or_break().unwrap_or_else(|(_, deadlock)| Err(Box::new(deadlock)))
    }

    #[track_caller]
    fn wait_or_break(self) -> Result<thread::Result<T>, (Self, Deadlock)> {
        let JoinHandle { inner, child, ended, floor } = self;
        join(inner, &child, thread::JoinHandle::join).map_err(|(inner, deadlock)| (JoinHandle { inner, child, ended, floor }, deadlock))
    }

    /// The task's thread.
    pub fn thread(&self) -> &thread::Thread {
        self.inner.thread()
    }

    /// Whether the task has ended. Never blocks.
    pub fn is_finished(&self) -> bool {
        self.inner.is_finished()
    }
}

impl<T, F> fmt::Debug for JoinHandle<T, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

/// Waits for a task's end within limits, if there are any.
fn until_its_end(child: &Child, ended: &Receiver<Infallible>, at: &'static Location<'static>) -> Result<(), Interrupt> {
    let limits = Limits::current();
    if limits.are_none() { Ok(()) } else { watch::limited(|| child.wanted(), at, || None, || limits.wait(ended)) }
}

/// Joins, or gives the handle back.
#[track_caller]
fn join<J, R>(handle: J, child: &Child, join: impl FnOnce(J) -> R) -> Result<R, (J, Deadlock)> {
    let mut handle = Some(handle);
    let joined = watch::waiting_for_tasks(slice::from_ref(child), Location::caller(), Breaks, || handle.take().map(join));
    joined.map(|joined| joined.expect("joined once")).map_err(|deadlock| (handle.expect("not joined"), deadlock))
}

/// A join that ended early. The task goes on.
#[derive(Debug)]
pub struct Unjoined<J> {
    /// The task's handle, to be joined later; dropping it detaches the task, or leaves it to its scope.
    pub handle: J,
    /// Why the wait ended.
    pub interrupt: Interrupt,
}

impl<J> fmt::Display for Unjoined<J> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not joined: {}", self.interrupt)
    }
}

impl<J: fmt::Debug> error::Error for Unjoined<J> {}

/// Runs tasks that may borrow, and waits for all of them before it returns.
///
/// The owner waits while it holds and owes whatever `cx` says, so the tasks start from there: each gets a `Cx<H>` and may wait only for
/// what comes after it. Channels between tasks of the scope are created inside, with the context that the closure gets. The deadline
/// and the token in force at a task's spawn are in force in it; the wait for the end of the scope itself has no limit, since what the
/// tasks borrow must outlive them.
///
/// # Panics
///
/// When a task panicked that was not joined, as in [`std::thread::scope`].
///
/// In a checked build, a circle that the owner closes by waiting for the end of the scope aborts the process where the policy is to
/// panic: a panic cannot leave a scope before its tasks have ended.
#[track_caller]
pub fn scope<'env, H, R>(cx: &mut Cx<H>, f: impl for<'scope> FnOnce(&'scope Scope<'scope, 'env, H>, &mut Cx<H>) -> R) -> R {
    run_scope(Location::caller(), |scope| {
        // SAFETY: `Scope` is transparent over std's.
        f(unsafe { &*ptr::from_ref(scope).cast::<Scope<'_, 'env, H>>() }, cx)
    })
}

/// A scope of std's whose end is a wait like any other.
pub(crate) fn run_scope<'env, R>(
    at: &'static Location<'static>,
    f: impl for<'scope> FnOnce(&'scope thread::Scope<'scope, 'env>) -> R,
) -> R {
    let end = Cell::new(None);
    thread::scope(|scope| {
        let tasks = watch::ScopeTasks::new(ptr::from_ref(scope).cast());
        let _wait = OnDrop(|| end.set(Some(tasks.wait_for_end(at))));
        f(scope)
    })
}

struct OnDrop<F: FnMut()>(F);

impl<F: FnMut()> Drop for OnDrop<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

/// What [`scope`] gives to its closure: the place to spawn from. `H` is what the owner holds.
#[repr(transparent)]
pub struct Scope<'scope, 'env: 'scope, H = Unheld> {
    inner: thread::Scope<'scope, 'env>,
    held: PhantomData<fn() -> H>,
}

impl<'scope, H: 'scope> Scope<'scope, '_, H> {
    /// Starts a task that may wait only for what comes after all that the owner of the scope holds and owes. For one that owns ends of
    /// channels, see [`spawn_with`](Self::spawn_with).
    ///
    /// # Panics
    ///
    /// When the system cannot create a thread; [`Builder::spawn_scoped`] returns the error instead.
    #[track_caller]
    pub fn spawn<T: Send + 'scope>(&'scope self, f: impl FnOnce(&mut Cx<H>) -> T + Send + 'scope) -> ScopedJoinHandle<'scope, T, H> {
        Builder::new().spawn_scoped(self, f).expect("failed to spawn a thread")
    }
}

impl<H> fmt::Debug for Scope<'_, '_, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}

/// The owner of a scoped task's end. Dropping it leaves the wait to the scope.
pub struct ScopedJoinHandle<'scope, T, F = Dynamic> {
    inner: thread::ScopedJoinHandle<'scope, T>,
    child: Child,
    /// Disconnected when the task's body has ended.
    ended: Receiver<Infallible>,
    floor: PhantomData<fn() -> F>,
}

impl<T, F> ScopedJoinHandle<'_, T, F> {
    /// Waits for the task's end, see [`JoinHandle::join`].
    ///
    /// # Panics
    ///
    /// Where [`JoinHandle::join`] does.
    ///
    /// # Errors
    ///
    /// The payload of the task's panic.
    #[rustfmt::skip] // One line: rustc quotes it.
    #[track_caller]
    pub fn join<H>(self, cx: &mut Cx<H>) -> thread::Result<T> where F: JoinableUnder<H> {
        let _ = cx;
        self.wait()
    }

    /// Waits for the task's end, unless waits end before: see [`JoinHandle::join_within`].
    ///
    /// # Panics
    ///
    /// Where [`JoinHandle::join_within`] does.
    ///
    /// # Errors
    ///
    /// When somebody cancelled or the deadline has passed, also if the task has ended. The error has the handle.
    #[rustfmt::skip] // One line: rustc quotes it.
    #[track_caller]
    pub fn join_within<H>(self, cx: &mut Cx<H>) -> Result<thread::Result<T>, Unjoined<Self>> where F: JoinableUnder<H> {
        let _ = cx;
        match until_its_end(&self.child, &self.ended, Location::caller()) {
            Ok(()) => self.wait_or_break().map_err(|(handle, deadlock)| Unjoined { handle, interrupt: deadlock.into() }),
            Err(interrupt) => Err(Unjoined { handle: self, interrupt }),
        }
    }

    #[track_caller]
    pub(crate) fn wait(self) -> thread::Result<T> {
        self.wait_or_break().unwrap_or_else(|(_, deadlock)| Err(Box::new(deadlock)))
    }

    #[track_caller]
    fn wait_or_break(self) -> Result<thread::Result<T>, (Self, Deadlock)> {
        let ScopedJoinHandle { inner, child, ended, floor } = self;
        join(inner, &child, thread::ScopedJoinHandle::join)
            .map_err(|(inner, deadlock)| (ScopedJoinHandle { inner, child, ended, floor }, deadlock))
    }

    /// The task's thread.
    pub fn thread(&self) -> &thread::Thread {
        self.inner.thread()
    }

    /// Whether the task has ended. Never blocks.
    pub fn is_finished(&self) -> bool {
        self.inner.is_finished()
    }
}

impl<T, F> fmt::Debug for ScopedJoinHandle<'_, T, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.fmt(f)
    }
}
