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
//! Who has the turn and sleeps in a call that this crate does not know, another library's lock or a sleep of std's, may wait for somebody
//! who has no turn. So after a while its turn passes on, and it counts as away until it comes to a point again. Who goes on then is no
//! longer decided by the seed alone.
//!
//! A select first reserves what it comes to, a slot of a buffer or somebody to meet, and then completes it. In between, others who come to
//! it spin. So whoever has reserved something goes on until it is complete, turn or no turn: see [`reserved`].
//!
//! Who goes on is decided in one of two ways, by the seed. At random, with the present one as likely as all others together. Or by
//! priorities, which change at a few random points: *A randomized scheduler with probabilistic guarantees of finding bugs* (Burckhardt,
//! Kothari, Musuvathi and Nagarakatte, ASPLOS 2010).

use super::threads;
use parking_lot::{Condvar, Mutex, MutexGuard};
use std::cell::{Cell, RefCell};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// How many there are.
static SCHEDULES: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    static SEAT: RefCell<Option<Seat>> = const { RefCell::new(None) };
    /// Others may spin until this one has completed what its select came to.
    static RESERVED: Cell<bool> = const { Cell::new(false) };
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
    /// By number; what became of each task, and the kernel's number of its thread, once it has one.
    tasks: Vec<Stage>,
    threads: Vec<u32>,
    running: Option<usize>,
    /// How often it has been somebody's turn.
    turns: u64,
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
        let mut state = State { chance, tasks: Vec::new(), threads: Vec::new(), running: Some(0), turns: 0, priorities, until_change: 0 };
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
        self.schedule.state.lock().threads[self.number] = self.thread;
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
    if let Some(Seat { schedule, number, .. }) = current().filter(|_| !RESERVED.get() && !std::thread::panicking()) {
        schedule.hand_on(number, Stage::Ready);
        schedule.wait_for_turn(number);
    }
}

/// The current task is about to block: others go on, until the result is dropped.
pub(super) fn leave() -> Away {
    let seat = current();
    if let Some(Seat { schedule, number, thread }) = seat.as_ref().filter(|seat| !RESERVED.get() || seat.has_turn()) {
        schedule.hand_on(*number, Stage::Away(*thread));
    }
    Away(seat)
}

/// The time for which a task blocks.
pub(super) struct Away(Option<Seat>);

impl Drop for Away {
    fn drop(&mut self) {
        if let Some(seat) = self.0.take().filter(|_| !RESERVED.get()) {
            seat.come_back();
        }
    }
}

/// A number below `limit` that the seed decides, on a schedule.
#[inline(always)]
pub(crate) fn chance(limit: usize) -> Option<usize> {
    let is_needed = limit > 1 && SCHEDULES.load(Ordering::Relaxed) != 0;
    let seat = is_needed.then(current).flatten()?;
    let number = seat.schedule.state.lock().chance.below(limit as u64);
    Some(number as usize)
}

/// Others may spin for the current task: it gives no turn away, and waits for none, until it has [`completed`] what it reserved.
#[inline(always)]
pub(super) fn reserved() {
    if SCHEDULES.load(Ordering::Relaxed) != 0 {
        RESERVED.set(current().is_some());
    }
}

#[inline(always)]
pub(crate) fn completed() {
    if SCHEDULES.load(Ordering::Relaxed) != 0 && RESERVED.take() {
        match current() {
            Some(seat) if !seat.has_turn() => seat.come_back(),
            _ => give_way(),
        }
    }
}

impl Drop for Schedule {
    fn drop(&mut self) {
        SCHEDULES.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Schedule {
    /// A task becomes what `stage` says. If it has the turn, it lets another go on.
    fn hand_on(&self, number: usize, stage: Stage) {
        let mut state = self.settled(number);
        state.tasks[number] = stage;
        if state.running == Some(number) {
            let before = (stage == Stage::Ready).then_some(number);
            state.pass_on(before);
        }
        drop(state);
        self.changed.notify_all();
    }

    fn wait_for_turn(&self, number: usize) {
        let mut state = self.state.lock();
        let mut asleep = 0;
        loop {
            // Nobody had a turn to give: the first who comes back takes it.
            if state.running.is_none() {
                state.running = Some(number);
            }
            if state.running == Some(number) {
                break;
            }
            let turn = state.turns;
            let is_late = self.changed.wait_for(&mut state, LOOKS).timed_out();
            asleep = if is_late && turn == state.turns && state.runner_sleeps() { asleep + 1 } else { 0 };
            if asleep == ASLEEP {
                state.pass_over();
                self.changed.notify_all();
                asleep = 0;
            }
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

/// How often whoever waits for its turn looks whether the one that has it sleeps, and how often in a row it must.
const LOOKS: Duration = Duration::from_millis(5);
const ASLEEP: u32 = 3;

impl State {
    fn pass_on(&mut self, before: Option<usize>) {
        self.running = self.choose(before);
        self.turns += 1;
    }

    /// Whether the one that has the turn is in a call that this crate does not know, and does nothing.
    fn runner_sleeps(&self) -> bool {
        let ready = self.running.filter(|&runner| self.tasks[runner] == Stage::Ready);
        ready.is_some_and(|runner| threads::state(self.threads[runner]) == Some('S'))
    }

    /// The one that has the turn loses it, until it comes to a point.
    fn pass_over(&mut self) {
        if let Some(runner) = self.running {
            self.tasks[runner] = Stage::Away(self.threads[runner]);
        }
        self.pass_on(None);
    }

    fn seat(&mut self) -> usize {
        self.tasks.push(Stage::Expected);
        self.threads.push(0);
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
