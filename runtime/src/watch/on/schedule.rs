//! One task at a time, in an order that a seed decides: so that a test that fails fails again.
//!
//! The tasks of a schedule take turns. At each synchronisation point, see [`point`], the one that runs lets a number decide who goes on;
//! so does one that is about to block, and one that ends. Whoever was woken waits for its turn before it goes on. So between two points
//! one task runs alone, and what happens depends on the seed alone: if it does not depend on time, on threads that are no tasks, or on
//! what differs from run to run anyhow.
//!
//! That asks for one thing more. Who can go on at a point must not depend on how fast a thread is that was woken just before. So the one
//! that runs waits first, until all who are away are asleep in the kernel, or are back and wait for their turn. (A thread that is woken
//! counts as running from within the call that wakes it.) Where the system does not tell, it waits for a short while.
//!
//! Where a select has chosen, others that come to the channel spin until the message is there, or its place is free. So who has chosen, or
//! was chosen, goes on until then, turn or no turn: see [`chosen`].
//!
//! Who goes on is decided in one of two ways, by the seed. At random, with the present one as likely as all others together. Or by
//! priorities, which change at a few random points: *A randomized scheduler with probabilistic guarantees of finding bugs* (Burckhardt,
//! Kothari, Musuvathi and Nagarakatte, ASPLOS 2010).

use super::threads;
use parking_lot::{Condvar, Mutex, MutexGuard};
use std::cell::{Cell, RefCell};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How many there are.
static SCHEDULES: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    static SEAT: RefCell<Option<Seat>> = const { RefCell::new(None) };
    /// Others may spin until this one has completed an operation.
    static COMPLETES: Cell<bool> = const { Cell::new(false) };
}

/// A task's place in a schedule.
#[derive(Clone)]
pub(crate) struct Seat {
    schedule: Arc<Schedule>,
    number: usize,
    /// The kernel's number of its thread, once it has one.
    thread: u32,
}

struct Schedule {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    chance: Chance,
    /// By number; what became of each task.
    tasks: Vec<Stage>,
    running: Option<usize>,
    /// The order of who goes on, where priorities decide: the highest first.
    priorities: Option<Vec<u64>>,
    /// How many points are left until a priority changes.
    until_change: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Started, and not here yet.
    Expected,
    /// Waits for its turn, or has it.
    Ready,
    /// Blocks, on this thread.
    Away(u32),
    /// Has ended; its thread may still be there.
    Ended(u32),
}

impl Seat {
    /// The first task of a new schedule, which has the first turn.
    pub(crate) fn first(seed: u64) -> Seat {
        let mut chance = Chance(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x2545_F491_4F6C_DD1D);
        let priorities = (chance.below(2) == 1).then(Vec::new);
        let mut state = State { chance, tasks: Vec::new(), running: Some(0), priorities, until_change: 0 };
        state.until_change = state.next_change();
        state.seat();
        SCHEDULES.fetch_add(1, Ordering::Relaxed);
        Seat { schedule: Arc::new(Schedule { state: Mutex::new(state), changed: Condvar::new() }), number: 0, thread: 0 }
    }

    /// For a task that the current one is about to start.
    pub(super) fn for_child() -> Option<Seat> {
        let Seat { schedule, .. } = current()?;
        let number = schedule.state.lock().seat();
        Some(Seat { schedule, number, thread: 0 })
    }

    /// It could not be started.
    pub(super) fn give_up(&self) {
        self.schedule.state.lock().tasks[self.number] = Stage::Ended(0);
        self.schedule.changed.notify_all();
    }

    fn has_turn(&self) -> bool {
        self.schedule.state.lock().running == Some(self.number)
    }

    /// The task blocks no more, and waits for its turn.
    fn come_back(self) {
        self.schedule.state.lock().tasks[self.number] = Stage::Ready;
        self.schedule.changed.notify_all();
        self.schedule.wait_for_turn(self.number);
    }

    /// The current thread takes its place, and waits for its turn.
    pub(crate) fn take(mut self) -> Taken {
        self.thread = threads::own_id().unwrap_or_default();
        SEAT.set(Some(self.clone()));
        self.clone().come_back();
        Taken(self)
    }
}

/// A place that is taken; dropped, the task has ended.
pub(crate) struct Taken(Seat);

impl Drop for Taken {
    fn drop(&mut self) {
        SEAT.take();
        let Seat { schedule, number, thread } = &self.0;
        schedule.hand_on(*number, Stage::Ended(*thread));
    }
}

fn current() -> Option<Seat> {
    SEAT.try_with(|seat| seat.borrow().clone()).ok().flatten()
}

/// A synchronisation point: another may go on first.
#[inline(always)]
pub(crate) fn point() {
    if SCHEDULES.load(Ordering::Relaxed) != 0 {
        give_way();
    }
}

#[cold]
#[inline(never)]
fn give_way() {
    if let Some(Seat { schedule, number, .. }) = current().filter(|_| !COMPLETES.get() && !std::thread::panicking()) {
        schedule.hand_on(number, Stage::Ready);
        schedule.wait_for_turn(number);
    }
}

/// The current task is about to block: others go on, until the result is dropped.
pub(super) fn leave() -> Away {
    let seat = current();
    if let Some(Seat { schedule, number, thread }) = seat.as_ref().filter(|seat| !COMPLETES.get() || seat.has_turn()) {
        schedule.hand_on(*number, Stage::Away(*thread));
    }
    Away(seat)
}

/// The time for which a task blocks.
pub(super) struct Away(Option<Seat>);

impl Drop for Away {
    fn drop(&mut self) {
        if let Some(seat) = self.0.take().filter(|_| !COMPLETES.get()) {
            seat.come_back();
        }
    }
}

/// The current task has an operation to complete: it gives no turn away, and waits for none, until that is [`completed`].
#[inline(always)]
pub(crate) fn chosen() {
    if SCHEDULES.load(Ordering::Relaxed) != 0 {
        COMPLETES.set(current().is_some());
    }
}

/// The operation is completed, or never will be: a synchronisation point.
#[inline(always)]
pub(crate) fn completed() {
    if SCHEDULES.load(Ordering::Relaxed) != 0 && COMPLETES.take() {
        match current() {
            Some(seat) if seat.has_turn() => give_way(),
            Some(seat) => seat.come_back(),
            None => {}
        }
    }
}

impl Drop for Schedule {
    fn drop(&mut self) {
        SCHEDULES.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Schedule {
    /// The task that runs lets another go on, and becomes what `stage` says.
    fn hand_on(&self, number: usize, stage: Stage) {
        let mut state = self.settled(number);
        state.tasks[number] = stage;
        let before = (stage == Stage::Ready).then_some(number);
        state.running = state.choose(before);
        drop(state);
        self.changed.notify_all();
    }

    fn wait_for_turn(&self, number: usize) {
        let mut state = self.state.lock();
        loop {
            // Nobody had a turn to give: the first who comes back takes it.
            if state.running.is_none() {
                state.running = Some(number);
            }
            if state.running == Some(number) {
                break;
            }
            self.changed.wait(&mut state);
        }
        drop(state);
        drop(self.settled(number));
    }

    /// The state, once nobody but the one that asks is on its way.
    fn settled(&self, number: usize) -> MutexGuard<'_, State> {
        let mut state = self.state.lock();
        loop {
            let others = || state.tasks.iter().enumerate().filter(|(other, _)| *other != number).map(|(_, stage)| *stage);
            if others().any(|stage| stage == Stage::Expected) {
                self.changed.wait(&mut state);
                continue;
            }
            let stages = state.tasks.clone();
            drop(state);
            let sleep = stages.iter().enumerate().filter(|(other, _)| *other != number).all(|(_, stage)| match stage {
                Stage::Away(thread) => threads::state(*thread).is_none_or(|state| state == 'S'),
                Stage::Ended(thread) => threads::state(*thread).is_none_or(|state| state == 'Z'),
                Stage::Expected | Stage::Ready => true,
            });
            if !sleep {
                std::thread::yield_now();
            }
            state = self.state.lock();
            if sleep && state.tasks == stages {
                // Who is gone need not be asked for again: the kernel gives its number to another.
                for stage in &mut state.tasks {
                    if let Stage::Ended(thread) = stage {
                        *thread = 0;
                    }
                }
                return state;
            }
        }
    }
}

impl State {
    fn seat(&mut self) -> usize {
        self.tasks.push(Stage::Expected);
        let priority = self.chance.next() | 1 << 63;
        self.priorities.iter_mut().for_each(|priorities| priorities.push(priority));
        self.tasks.len() - 1
    }

    fn next_change(&mut self) -> u64 {
        1 + self.chance.below(30) * (1 + self.chance.below(5))
    }

    /// Who goes on; `before`, if it can, is who ran until now.
    fn choose(&mut self, before: Option<usize>) -> Option<usize> {
        let ready: Vec<usize> = (0..self.tasks.len()).filter(|&task| self.tasks[task] == Stage::Ready).collect();
        self.until_change -= 1;
        if self.until_change == 0 {
            self.until_change = self.next_change();
            let lowest = self.until_change;
            if let (Some(priorities), Some(task)) = (&mut self.priorities, before) {
                priorities[task] = lowest;
            }
        }
        if let Some(priorities) = &self.priorities {
            return ready.into_iter().max_by_key(|&task| priorities[task]);
        }
        match before {
            Some(before) if self.chance.below(2) == 0 => Some(before),
            _ if ready.is_empty() => None,
            _ => Some(ready[self.chance.below(ready.len() as u64) as usize]),
        }
    }
}

/// Numbers from a seed: Marsaglia's xorshift with a multiplication (*Xorshift RNGs*, 2003; Vigna 2016).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = if self.0 == 0 { 1 } else { self.0 };
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn below(&mut self, n: u64) -> u64 {
        (self.next() >> 32) % n
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// The order in which three tasks came to their points, and slept, and woke one another.
    fn order(seed: u64) -> Vec<(usize, usize)> {
        let log = Arc::new(Mutex::new(Vec::new()));
        let (lock, free) = (Arc::new(Mutex::new(0)), Arc::new(Condvar::new()));
        let first = Seat::first(seed).take();
        let tasks: Vec<_> = (0..3)
            .map(|task| {
                let (seat, log, lock, free) = (Seat::for_child().expect("a schedule"), log.clone(), lock.clone(), free.clone());
                std::thread::spawn(move || {
                    let _taken = seat.take();
                    for step in 0..10 {
                        point();
                        log.lock().push((task, step));
                        if step == 5 {
                            let mut woken = lock.lock();
                            while *woken == 0 && task != 2 {
                                let _away = leave();
                                free.wait(&mut woken);
                            }
                            *woken += 1;
                            free.notify_all();
                        }
                    }
                })
            })
            .collect();
        for task in tasks {
            let _away = leave();
            task.join().expect("no panic");
        }
        drop(first);
        let log = log.lock().clone();
        assert_eq!(log.len(), 30);
        log
    }

    #[test]
    fn a_seed_decides() {
        let distinct = AtomicUsize::new(0);
        let orders: std::collections::HashSet<Vec<(usize, usize)>> = (0..20)
            .map(|seed| {
                let one = order(seed);
                assert_eq!(one, order(seed), "seed {seed}");
                distinct.fetch_add(1, Ordering::Relaxed);
                one
            })
            .collect();
        assert!(orders.len() > 10, "{} of {}", orders.len(), distinct.into_inner());
    }
}
