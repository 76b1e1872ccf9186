//! `std::thread`'s way to start and join, seen by the run-time checker: for code without a context.
//!
//! Exchanging `use std::thread` for `use unhang::thread` is the whole migration. A join is a wait like any other, so a circle
//! through it is reported. Everything that neither starts nor joins a thread is std's own.

use crate::level::Dynamic;
use crate::prim;
use crate::report::Wanted;
use crate::task;
use crate::watch::{self, Floor, Freight};
use std::io;
use std::panic::Location;
use std::ptr;
use std::time::Duration;

pub use std::thread::{AccessError, LocalKey, Result, Thread, ThreadId, available_parallelism, current, panicking};

/// Blocks for at least `duration`, as [`std::thread::sleep`] does; [a snapshot](crate::tasks()) shows it.
#[track_caller]
pub fn sleep(duration: Duration) {
    watch::limited(|| Wanted::TIME, Location::caller(), || None, || std::thread::sleep(duration));
}

/// Blocks until somebody unparks this thread, as [`std::thread::park`] does. Who may do so is not known, so it counts as a wait that ends:
/// what hangs by it is not found, though [a snapshot](crate::tasks()) shows it.
#[track_caller]
pub fn park() {
    watch::limited(|| UNPARK, Location::caller(), || None, std::thread::park);
}

/// Blocks until somebody unparks this thread, for at most `duration`, as [`std::thread::park_timeout`] does.
#[track_caller]
pub fn park_timeout(duration: Duration) {
    watch::limited(|| UNPARK, Location::caller(), || None, || std::thread::park_timeout(duration));
}

const UNPARK: Wanted = Wanted::Outside("to be unparked");

/// Lets other threads run, as [`std::thread::yield_now`] does. Where a test runs under schedules, another task may go on here.
pub fn yield_now() {
    watch::gives_way();
    std::thread::yield_now();
}

/// Starts a thread, as [`std::thread::spawn`] does. Its task holds nothing, has no context, and inherits neither deadline nor token.
///
/// # Panics
///
/// When the system cannot create a thread.
#[track_caller]
pub fn spawn<T: Send + 'static>(f: impl FnOnce() -> T + Send + 'static) -> JoinHandle<T> {
    Builder::new().spawn(f).expect("failed to spawn a thread")
}

/// As [`std::thread::Builder`].
#[derive(Debug, Default)]
#[must_use = "a builder does nothing until it spawns"]
pub struct Builder(task::Builder);

impl Builder {
    /// No name, the system's stack size.
    pub fn new() -> Self {
        Builder::default()
    }

    /// Names the thread, and its task in reports.
    pub fn name(self, name: String) -> Self {
        Builder(self.0.name(name))
    }

    /// Sets the size of the thread's stack, in bytes.
    pub fn stack_size(self, size: usize) -> Self {
        Builder(self.0.stack_size(size))
    }

    /// Starts a thread.
    ///
    /// # Errors
    ///
    /// When the system cannot create one.
    #[track_caller]
    pub fn spawn<T: Send + 'static>(self, f: impl FnOnce() -> T + Send + 'static) -> io::Result<JoinHandle<T>> {
        Ok(JoinHandle(self.0.start(Floor::default(), Freight::of(&f), move |_| f())?))
    }

    /// Starts a thread of a scope.
    ///
    /// # Errors
    ///
    /// When the system cannot create one.
    #[track_caller]
    pub fn spawn_scoped<'scope, T: Send + 'scope>(
        self,
        scope: &'scope Scope<'scope, '_>,
        f: impl FnOnce() -> T + Send + 'scope,
    ) -> io::Result<ScopedJoinHandle<'scope, T>> {
        Ok(ScopedJoinHandle(self.0.start_scoped(&scope.0, Freight::of(&f), move |_| f())?))
    }
}

/// As [`std::thread::JoinHandle`].
#[derive(Debug)]
pub struct JoinHandle<T>(task::JoinHandle<T, Dynamic>);

impl<T> JoinHandle<T> {
    /// Waits for the thread's end and returns its result, or what it panicked with.
    ///
    /// # Panics
    ///
    /// In a checked build, by the default [`Policy`](crate::Policy), when the wait closes a circle.
    ///
    /// # Errors
    ///
    /// The payload of the thread's panic.
    #[track_caller]
    pub fn join(self) -> Result<T> {
        self.0.wait()
    }

    /// The thread.
    pub fn thread(&self) -> &Thread {
        self.0.thread()
    }

    /// Whether the thread has ended. Never blocks.
    pub fn is_finished(&self) -> bool {
        self.0.is_finished()
    }
}

/// Runs threads that may borrow, and waits for all of them, as [`std::thread::scope`] does.
///
/// # Panics
///
/// When a thread panicked that was not joined. See [`scope`](crate::scope()) for what a circle does.
#[track_caller]
pub fn scope<'env, R>(f: impl for<'scope> FnOnce(&'scope Scope<'scope, 'env>) -> R) -> R {
    task::run_scope(Location::caller(), |scope| {
        // SAFETY: `Scope` is transparent over std's.
        f(unsafe { &*ptr::from_ref(scope).cast::<Scope<'_, 'env>>() })
    })
}

/// As [`std::thread::Scope`].
#[derive(Debug)]
#[repr(transparent)]
pub struct Scope<'scope, 'env: 'scope>(prim::thread::Scope<'scope, 'env>);

impl<'scope> Scope<'scope, '_> {
    /// Starts a thread of this scope.
    ///
    /// # Panics
    ///
    /// When the system cannot create one; [`Builder::spawn_scoped`] returns the error instead.
    #[track_caller]
    pub fn spawn<T: Send + 'scope>(&'scope self, f: impl FnOnce() -> T + Send + 'scope) -> ScopedJoinHandle<'scope, T> {
        Builder::new().spawn_scoped(self, f).expect("failed to spawn a thread")
    }
}

/// As [`std::thread::ScopedJoinHandle`].
#[derive(Debug)]
pub struct ScopedJoinHandle<'scope, T>(task::ScopedJoinHandle<'scope, T, Dynamic>);

impl<T> ScopedJoinHandle<'_, T> {
    /// Waits for the thread's end and returns its result, or what it panicked with.
    ///
    /// # Panics
    ///
    /// Where [`JoinHandle::join`] does.
    ///
    /// # Errors
    ///
    /// The payload of the thread's panic.
    #[track_caller]
    pub fn join(self) -> Result<T> {
        self.0.wait()
    }

    /// The thread.
    pub fn thread(&self) -> &Thread {
        self.0.thread()
    }

    /// Whether the thread has ended. Never blocks.
    pub fn is_finished(&self) -> bool {
        self.0.is_finished()
    }
}
