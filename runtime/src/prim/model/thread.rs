//! Threads, their locals, and the kernel's list of them: in a model, nobody but its own threads exists.

use super::execution::{self, for_ever, is_over};
use super::{Sleepers, block, step};
use parking_lot::Mutex;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::ptr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::{any::Any, fmt, io, iter, mem};

pub(crate) use shuttle::thread::{AccessError, Scope};
pub(crate) use std::thread::{Result, Thread, current};

std::thread_local! {
    static THREADS: RefCell<Threads> = RefCell::new(Threads::default());
}

#[derive(Default)]
struct Threads {
    /// The kernel's numbers of those that live.
    listed: Vec<u32>,
    last: u32,
    /// The kernel's numbers, and the names, by shuttle's numbers.
    numbers: HashMap<usize, u32>,
    names: HashMap<usize, String>,
    /// Locals that are never destroyed, by the thread's number and the key.
    locals: HashMap<(usize, usize), &'static dyn Any>,
    /// How many threads of each scope run.
    scopes: HashMap<usize, Arc<Running>>,
}

impl Threads {
    fn list(&mut self) -> u32 {
        self.last += 1;
        self.listed.push(self.last);
        self.last
    }
}

/// Begins a run, on its main thread.
pub(super) fn begin() {
    THREADS.set(Threads::default());
    let number = THREADS.with_borrow_mut(Threads::list);
    came(number, Some("main".into()), Arc::default());
}

/// Shuttle's number of the current thread.
fn own() -> usize {
    shuttle::thread::current().id().into()
}

/// The current thread has begun.
fn came(number: u32, name: Option<String>, end: Arc<End>) {
    THREADS.with_borrow_mut(|threads| {
        threads.numbers.insert(own(), number);
        threads.names.extend(name.map(|name| (own(), name)));
    });
    FIRST.with(|first| first.set(Some(Ending { number, end })));
}

/// The end of a thread, after that of its locals.
#[derive(Debug, Default)]
struct End {
    has_come: AtomicBool,
    sleepers: Sleepers,
}

struct Ending {
    number: u32,
    end: Arc<End>,
}

/// Locals are destroyed in the order in which they were made, so this one puts the end behind all others.
struct First(Cell<Option<Ending>>);

impl First {
    fn set(&self, ending: Option<Ending>) {
        self.0.set(ending);
    }
}

impl Drop for First {
    fn drop(&mut self) {
        let ending = self.0.take();
        LAST.with(|last| last.0.set(ending));
    }
}

struct Last(Cell<Option<Ending>>);

impl Drop for Last {
    fn drop(&mut self) {
        if let Some(Ending { number, end }) = self.0.take() {
            THREADS.with_borrow_mut(|threads| threads.listed.retain(|&other| other != number));
            end.has_come.store(true, SeqCst);
            end.sleepers.wake();
            execution::look();
        }
    }
}

shuttle::thread_local! {
    static FIRST: First = First(Cell::new(None));
    static LAST: Last = Last(Cell::new(None));
}

/// What the kernel says.
pub(crate) mod kernel {
    use super::{THREADS, own};

    pub(crate) fn own_id() -> Option<u32> {
        THREADS.with_borrow(|threads| threads.numbers.get(&own()).copied())
    }

    pub(crate) fn listed() -> Option<Vec<u32>> {
        Some(THREADS.with_borrow(|threads| threads.listed.clone()))
    }

    pub(crate) fn is_exiting(_: u32) -> bool {
        false
    }

    pub(crate) fn state(_: u32) -> Option<char> {
        unimplemented!("schedules are not modelled")
    }
}

/// The current thread's name.
pub(crate) fn current_name() -> Option<String> {
    THREADS.with_borrow(|threads| threads.names.get(&own()).cloned())
}

pub(crate) fn yield_now() {
    if !execution::is_abandoned() {
        shuttle::thread::yield_now();
    }
}

#[cfg(test)]
pub(crate) fn spawn<T: Send + 'static>(f: impl FnOnce() -> T + Send + 'static) -> JoinHandle<T> {
    Builder::new().spawn(f).expect("it can be spawned")
}

#[derive(Default)]
pub(crate) struct Builder(Option<String>);

impl Builder {
    pub(crate) fn new() -> Self {
        Builder::default()
    }

    pub(crate) fn name(self, name: String) -> Self {
        Builder(Some(name))
    }

    pub(crate) fn stack_size(self, _: usize) -> Self {
        self
    }

    pub(crate) fn spawn<T: Send + 'static>(self, f: impl FnOnce() -> T + Send + 'static) -> io::Result<JoinHandle<T>> {
        let (body, handle) = body(self.0, f, || ());
        shuttle::thread::spawn(body);
        Ok(handle)
    }

    pub(crate) fn spawn_scoped<'scope, T: Send + 'scope>(
        self,
        scope: &'scope Scope<'scope, '_>,
        f: impl FnOnce() -> T + Send + 'scope,
    ) -> io::Result<ScopedJoinHandle<'scope, T>> {
        let running = Running::of(scope);
        running.count.fetch_add(1, SeqCst);
        let (body, handle) = body(self.0, f, move || running.leave());
        scope.spawn(body);
        Ok(ScopedJoinHandle { handle, scope: PhantomData })
    }
}

/// A thread's body, which stores what `f` returns, and its handle.
fn body<T: Send>(name: Option<String>, f: impl FnOnce() -> T + Send, leave: impl FnOnce() + Send) -> (impl FnOnce() + Send, JoinHandle<T>) {
    let packet = Arc::new(Mutex::new(None));
    let (number, end) = (THREADS.with_borrow_mut(Threads::list), Arc::<End>::default());
    let handle = JoinHandle { packet: packet.clone(), end: end.clone(), thread: current() };
    let body = move || {
        came(number, name, end);
        let result = catch_unwind(AssertUnwindSafe(f));
        *packet.lock() = Some(unless_it_failed(result));
        // If nobody is left to join it, what it returned is dropped here.
        drop(packet);
        leave();
    };
    (body, handle)
}

/// A panic fails the model, unless it is the end of the run.
fn unless_it_failed<T>(result: Result<T>) -> Result<T> {
    result.map_err(|payload| if payload.is::<execution::Over>() { payload } else { resume_unwind(payload) })
}

pub struct JoinHandle<T> {
    packet: Arc<Mutex<Option<Result<T>>>>,
    end: Arc<End>,
    thread: Thread,
}

impl<T> JoinHandle<T> {
    pub(crate) fn join(self) -> Result<T> {
        step();
        block(iter::once(&self.end.sleepers), || self.end.has_come.load(SeqCst).then_some(()));
        self.packet.lock().take().expect("it has ended")
    }

    pub(crate) fn thread(&self) -> &Thread {
        &self.thread
    }

    pub(crate) fn is_finished(&self) -> bool {
        step();
        self.packet.lock().is_some()
    }
}

pub struct ScopedJoinHandle<'scope, T> {
    handle: JoinHandle<T>,
    scope: PhantomData<&'scope ()>,
}

impl<T> ScopedJoinHandle<'_, T> {
    pub(crate) fn join(self) -> Result<T> {
        self.handle.join()
    }

    pub(crate) fn thread(&self) -> &Thread {
        self.handle.thread()
    }

    pub(crate) fn is_finished(&self) -> bool {
        self.handle.is_finished()
    }
}

impl<T> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JoinHandle")
    }
}

impl<T> fmt::Debug for ScopedJoinHandle<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ScopedJoinHandle")
    }
}

/// The threads of a scope that have not returned.
#[derive(Default)]
struct Running {
    count: AtomicUsize,
    sleepers: Sleepers,
}

impl Running {
    fn of(scope: &Scope<'_, '_>) -> Arc<Running> {
        THREADS.with_borrow_mut(|threads| threads.scopes.entry(ptr::from_ref(scope).addr()).or_default().clone())
    }

    fn leave(&self) {
        self.count.fetch_sub(1, SeqCst);
        self.sleepers.wake();
    }

    fn is_over(&self) -> bool {
        self.count.load(SeqCst) == 0
    }
}

/// At the end of the run too, nobody leaves a scope before its threads.
pub(crate) fn scope<'env, T>(f: impl for<'scope> FnOnce(&'scope Scope<'scope, 'env>) -> T) -> T {
    let result = shuttle::thread::scope(|scope| {
        let result = catch_unwind(AssertUnwindSafe(|| f(scope)));
        let running = Running::of(scope);
        let waited = catch_unwind(AssertUnwindSafe(|| block(iter::once(&running.sleepers), || running.is_over().then_some(()))));
        while is_over() && !running.is_over() {
            shuttle::thread::yield_now();
        }
        THREADS.with_borrow_mut(|threads| threads.scopes.remove(&ptr::from_ref(scope).addr()));
        waited.and(result)
    });
    result.unwrap_or_else(|payload| resume_unwind(payload))
}

/// A key into the locals of a thread. Those that need no destructor are there until the run ends, as the standard library's.
pub(crate) struct LocalKey<T: 'static>(shuttle::thread::LocalKey<T>);

#[allow(dead_code)]
impl<T: 'static> LocalKey<T> {
    pub(crate) const fn new(init: fn() -> T) -> Self {
        LocalKey(shuttle::thread::LocalKey { init, _p: PhantomData })
    }

    pub(crate) fn with<R>(&'static self, f: impl FnOnce(&T) -> R) -> R {
        self.try_with(f).expect("it is not destroyed")
    }

    pub(crate) fn try_with<R>(&'static self, f: impl FnOnce(&T) -> R) -> std::result::Result<R, AccessError> {
        if mem::needs_drop::<T>() { self.0.try_with(f) } else { Ok(f(self.lasting())) }
    }

    fn lasting(&'static self) -> &'static T {
        let key = (own(), ptr::from_ref(self).addr());
        let known = THREADS.with_borrow(|threads| threads.locals.get(&key).copied());
        let value = known.unwrap_or_else(|| {
            let value: &'static T = for_ever(Box::new((self.0.init)()));
            THREADS.with_borrow_mut(|threads| threads.locals.insert(key, value));
            value
        });
        value.downcast_ref().expect("there is one key at an address")
    }
}

#[allow(dead_code)]
impl<T: 'static> LocalKey<Cell<T>> {
    pub(crate) fn set(&'static self, value: T) {
        self.with(|cell| cell.set(value));
    }

    pub(crate) fn get(&'static self) -> T
    where
        T: Copy,
    {
        self.with(Cell::get)
    }

    pub(crate) fn take(&'static self) -> T
    where
        T: Default,
    {
        self.with(Cell::take)
    }
}

macro_rules! locals {
    () => {};
    ($(#[$meta:meta])* static $name:ident: $kind:ty = const { $value:expr } $(; $($rest:tt)*)?) => {
        $(#[$meta])* static $name: $crate::prim::model::thread::LocalKey<$kind> =
            $crate::prim::model::thread::LocalKey::new(|| $value);
        $($crate::prim::thread_local! { $($rest)* })?
    };
}
pub(crate) use locals as thread_local;
