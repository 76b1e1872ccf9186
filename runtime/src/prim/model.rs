//! Primitives for models: stand-ins, on the scheduler of `shuttle`.
//!
//! Ours, and under test, is what calls them. Stand-ins are: the mutex, the condvar and the [rwlock], with parking_lot's contract and
//! `lock_api`'s signatures; the [channel], with the part of crossbeam's contract on which this crate relies; the [thread], with its
//! thread-locals and the kernel's list; the [atomic]s; the clock. All tasks of a model run on one thread, and change places only where
//! a stand-in makes a [`step`]: so these are written as if they were alone.
//!
//! A wait without an end that nobody ends is a deadlock, which the scheduler reports, or whoever asked to be told, see
//! [`execution::begin`]. A wait with an end may reach it as soon as it has begun, or late: time does not pass but by such waits.
//!
//! Not modelled: memory orderings, timers, the hand-over of a reader-writer lock, select over channels that buffer nothing.

pub(crate) mod atomic;
pub(crate) mod channel;
pub(crate) mod execution;
pub(crate) mod rwlock;
pub(crate) mod thread;

pub(crate) use execution::{for_ever, statics};
pub(crate) use rwlock::{RawRwLock, RwLock};
pub(crate) use thread::{kernel, thread_local};

use parking_lot::lock_api::{self, GuardNoSend};
use shuttle::future::block_on;
use shuttle::rand::{Rng, thread_rng};
use std::cell::Cell;
use std::collections::VecDeque;
use std::future::poll_fn;
use std::ops::Deref;
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, LazyLock as Once};
use std::task::{Poll, Waker};
use std::time::{Duration, Instant};
use std::{fmt, io, iter, mem, ptr};

/// How often a lock is tried before its task registers and blocks: once says all.
pub(crate) const SPINS: u32 = 1;

/// Nothing is printed: a model is run many times.
pub(crate) fn stderr() -> Nowhere {
    Nowhere
}

pub(crate) struct Nowhere;

impl io::Write for Nowhere {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn write_fmt(&mut self, _: fmt::Arguments<'_>) -> io::Result<()> {
        Ok(())
    }
}

/// See [`stderr`].
macro_rules! quiet {
    ($($what:tt)*) => {
        _ = format_args!($($what)*)
    };
}
pub(crate) use quiet as eprintln;

/// Somebody else may go on here.
fn step() {
    if !std::thread::panicking() && !execution::is_over() {
        shuttle::thread::sleep(Duration::ZERO);
    }
}

std::thread_local! {
    static PASSED: Cell<Duration> = const { Cell::new(Duration::ZERO) };
    static ASLEEP: Cell<usize> = const { Cell::new(0) };
}

/// The clock.
pub(crate) fn now() -> Instant {
    static START: Once<Instant> = Once::new(Instant::now);
    *START + PASSED.get()
}

fn pass_until(moment: Instant) {
    PASSED.set(PASSED.get() + moment.saturating_duration_since(now()));
}

/// How many tasks wait, without an end.
#[cfg(test)]
pub(crate) fn asleep() -> usize {
    ASLEEP.get()
}

/// Tasks that wait for something to become so.
#[derive(Debug, Default)]
struct Sleepers(parking_lot::Mutex<Vec<Waker>>);

impl Sleepers {
    const fn new() -> Self {
        Sleepers(parking_lot::Mutex::new(Vec::new()))
    }

    fn wake(&self) {
        let sleepers = mem::take(&mut *self.0.lock());
        if !std::thread::panicking() {
            sleepers.into_iter().for_each(Waker::wake);
        }
    }
}

/// Waits until `attempt` succeeds; all of `places` wake it.
fn block<'a, R>(places: impl Iterator<Item = &'a Sleepers> + Clone, mut attempt: impl FnMut() -> Option<R>) -> R {
    let mut sleep = None;
    block_on(poll_fn(|task| {
        ASLEEP.set(ASLEEP.get() - usize::from(sleep.is_some()));
        if sleep.take().is_some() && execution::is_over() {
            execution::unwind();
        }
        if let Some(result) = attempt() {
            return Poll::Ready(result);
        }
        places.clone().for_each(|place| place.0.lock().push(task.waker().clone()));
        ASLEEP.set(ASLEEP.get() + 1);
        sleep = Some(execution::fall_asleep(task.waker()));
        Poll::Pending
    }))
}

/// Waits until `attempt` succeeds, or until `deadline`.
fn block_until<R>(deadline: Instant, mut attempt: impl FnMut() -> Option<R>) -> Option<R> {
    for _ in 0..thread_rng().gen_range(0..5) {
        if let Some(result) = attempt() {
            return Some(result);
        }
        thread::yield_now();
    }
    attempt().or_else(|| {
        pass_until(deadline);
        None
    })
}

pub(crate) type Mutex<T> = lock_api::Mutex<RawMutex, T>;
pub(crate) type MutexGuard<'a, T> = lock_api::MutexGuard<'a, RawMutex, T>;
pub(crate) type MappedMutexGuard<'a, T> = lock_api::MappedMutexGuard<'a, RawMutex, T>;

pub struct RawMutex {
    locked: AtomicBool,
    parked: parking_lot::Mutex<Parked>,
    sleepers: Sleepers,
}

/// Who waits, in turn, and to whom of them the lock was handed over.
struct Parked {
    queue: VecDeque<u64>,
    tickets: u64,
    handed: Option<u64>,
}

impl RawMutex {
    fn take(&self) -> Option<()> {
        (!self.locked.swap(true, SeqCst)).then_some(())
    }

    fn park(&self) -> u64 {
        let mut parked = self.parked.lock();
        parked.tickets += 1;
        let ticket = parked.tickets;
        parked.queue.push_back(ticket);
        ticket
    }

    fn leave(&self, ticket: u64) {
        self.parked.lock().queue.retain(|&other| other != ticket);
    }

    /// Takes it, free or handed over.
    fn take_in_turn(&self, ticket: u64) -> Option<()> {
        let handed = self.parked.lock().handed.take_if(|handed| *handed == ticket);
        handed.map(drop).or_else(|| self.take()).inspect(|()| self.leave(ticket))
    }

    /// Whether somebody waits, who has it from now on.
    fn hand_over(&self) -> bool {
        let mut parked = self.parked.lock();
        parked.handed = parked.queue.pop_front();
        parked.handed.is_some()
    }

    fn release(&self, fair: bool) {
        if !(fair && self.hand_over()) {
            self.locked.store(false, SeqCst);
        }
        self.sleepers.wake();
    }
}

// SAFETY: it is taken only where it was not locked, or by the one to whom its owner left it.
unsafe impl lock_api::RawMutex for RawMutex {
    const INIT: Self = RawMutex {
        locked: AtomicBool::new(false),
        parked: parking_lot::const_mutex(Parked { queue: VecDeque::new(), tickets: 0, handed: None }),
        sleepers: Sleepers::new(),
    };
    type GuardMarker = GuardNoSend;

    fn lock(&self) {
        step();
        if self.take().is_some() || execution::is_abandoned() {
            return;
        }
        let ticket = self.park();
        block(iter::once(&self.sleepers), || self.take_in_turn(ticket));
    }

    fn try_lock(&self) -> bool {
        step();
        self.take().is_some()
    }

    /// Now and then it is handed over, as parking_lot does it.
    unsafe fn unlock(&self) {
        let waits = !self.parked.lock().queue.is_empty();
        self.release(waits && !execution::is_abandoned() && thread_rng().gen_ratio(1, 4));
    }

    fn is_locked(&self) -> bool {
        self.locked.load(SeqCst)
    }
}

// SAFETY: see above.
unsafe impl lock_api::RawMutexFair for RawMutex {
    unsafe fn unlock_fair(&self) {
        self.release(!execution::is_abandoned());
    }
}

// SAFETY: see above.
unsafe impl lock_api::RawMutexTimed for RawMutex {
    type Duration = Duration;
    type Instant = Instant;

    fn try_lock_for(&self, timeout: Duration) -> bool {
        self.try_lock_until(now() + timeout)
    }

    fn try_lock_until(&self, deadline: Instant) -> bool {
        step();
        let ticket = self.park();
        let taken = block_until(deadline, || self.take_in_turn(ticket)).is_some();
        self.leave(ticket);
        taken
    }
}

/// Nobody is woken but by a notification, in the order of the waits.
pub(crate) struct Condvar {
    waiters: parking_lot::Mutex<Vec<Arc<Waiter>>>,
}

struct Waiter {
    notified: AtomicBool,
    sleepers: Sleepers,
}

impl Waiter {
    fn notified(&self) -> Option<()> {
        self.notified.load(SeqCst).then_some(())
    }

    fn notify(&self) {
        self.notified.store(true, SeqCst);
        self.sleepers.wake();
    }
}

impl Condvar {
    pub(crate) const fn new() -> Self {
        Condvar { waiters: parking_lot::Mutex::new(Vec::new()) }
    }

    fn enter(&self) -> Arc<Waiter> {
        let waiter = Arc::new(Waiter { notified: AtomicBool::new(false), sleepers: Sleepers::new() });
        self.waiters.lock().push(waiter.clone());
        waiter
    }

    pub(crate) fn wait<T: ?Sized>(&self, guard: &mut MutexGuard<'_, T>) {
        let waiter = self.enter();
        MutexGuard::unlocked(guard, || block(iter::once(&waiter.sleepers), || waiter.notified()));
    }

    pub(crate) fn wait_until<T: ?Sized>(&self, guard: &mut MutexGuard<'_, T>, deadline: Instant) -> WaitTimeoutResult {
        let waiter = self.enter();
        let notified = MutexGuard::unlocked(guard, || {
            let notified = block_until(deadline, || waiter.notified());
            self.waiters.lock().retain(|other| !ptr::eq(&**other, &*waiter));
            notified
        });
        WaitTimeoutResult(notified.is_none())
    }

    pub(crate) fn notify_one(&self) -> bool {
        step();
        let mut waiters = self.waiters.lock();
        let first = (!waiters.is_empty()).then(|| waiters.remove(0));
        drop(waiters);
        first.inspect(|waiter| waiter.notify()).is_some()
    }

    pub(crate) fn notify_all(&self) -> usize {
        step();
        let all = mem::take(&mut *self.waiters.lock());
        all.iter().for_each(|waiter| waiter.notify());
        all.len()
    }
}

pub(crate) struct WaitTimeoutResult(bool);

impl WaitTimeoutResult {
    pub(crate) fn timed_out(self) -> bool {
        self.0
    }
}

pub(crate) struct OnceLock<T>(std::sync::OnceLock<T>);

impl<T> OnceLock<T> {
    pub(crate) const fn new() -> Self {
        OnceLock(std::sync::OnceLock::new())
    }

    pub(crate) fn get(&self) -> Option<&T> {
        step();
        self.0.get()
    }

    /// `make` must take no step.
    pub(crate) fn get_or_init(&self, make: impl FnOnce() -> T) -> &T {
        step();
        self.0.get_or_init(make)
    }
}

/// Made without a lock, since `make` may take steps.
pub(crate) struct LazyLock<T> {
    value: std::sync::OnceLock<T>,
    make: fn() -> T,
}

impl<T> LazyLock<T> {
    pub(crate) const fn new(make: fn() -> T) -> Self {
        LazyLock { value: std::sync::OnceLock::new(), make }
    }
}

impl<T> Deref for LazyLock<T> {
    type Target = T;

    fn deref(&self) -> &T {
        if let Some(value) = self.value.get() {
            return value;
        }
        let value = (self.make)();
        self.value.get_or_init(|| value)
    }
}
