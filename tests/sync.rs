//! Wait groups, barriers, semaphores and condvars. In checked builds a report panics, so whatever passes here was quiet.

use static_assertions::{assert_impl_all, assert_not_impl_any};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::{Duration, Instant};
use unhang::{Barrier, Condvar, Cx, Mutex, Permit, Semaphore, Token, WaitGroup, root, scope, thread};

#[unhang::levels]
mod order {
    pub struct Outer;
    #[after(Outer)]
    pub struct Middle;
    #[after(Middle)]
    pub struct Inner;
}
use order::*;

const SOON: Duration = Duration::from_millis(1);
const LONG: Duration = Duration::from_secs(60);
const TASKS: usize = 8;

/// Runs `story` on a thread of its own and fails after a minute.
fn within_a_minute(story: impl FnOnce() + Send + 'static) {
    let (done, end) = mpsc::channel();
    let runner = std::thread::spawn(move || {
        story();
        done.send(()).expect("somebody waits");
    });
    let ended = end.recv_timeout(LONG);
    assert!(!matches!(ended, Err(mpsc::RecvTimeoutError::Timeout)), "it hangs");
    runner.join().expect("no panic");
}

/// Runs `task` as so many tasks, to their ends.
fn all(tasks: usize, task: impl Fn(usize) + Sync) {
    let task = &task;
    thread::scope(|scope| {
        let handles: Vec<_> = (0..tasks).map(|i| scope.spawn(move || task(i))).collect();
        handles.into_iter().for_each(|handle| handle.join().expect("no panic"));
    });
}

/// What `f` panicked with.
fn panic_of<R>(f: impl FnOnce() -> R) -> String {
    let Err(payload) = std::panic::catch_unwind(std::panic::AssertUnwindSafe(f)) else { panic!("it must panic") };
    let text = payload.downcast::<String>().map(|text| *text);
    text.unwrap_or_else(|payload| payload.downcast::<&str>().expect("a text").to_string())
}

/// Xorshift, by Marsaglia (2003).
struct Random(u64);

impl Random {
    fn below(&mut self, n: u64) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n) as usize
    }
}

mod wait_group {
    use super::*;

    assert_impl_all!(Token<'static>: Send, Sync, Clone);
    assert_not_impl_any!(Token<'static, Middle>: Send, Sync, Clone);
    assert_impl_all!(WaitGroup<Middle>: Send, Sync, Clone);

    #[test]
    fn nobody_waits_for_a_group_without_tokens() {
        let group = WaitGroup::new();
        group.wait();
        assert!(group.wait_timeout(Duration::ZERO));
        root(|cx| WaitGroup::<Middle>::new().wait(cx)).expect("nothing interrupts");
    }

    #[test]
    fn it_waits_for_every_token_again_and_again() {
        within_a_minute(|| {
            let (group, done) = (WaitGroup::new(), AtomicUsize::new(0));
            for round in 1..=50 {
                thread::scope(|scope| {
                    let first = group.token();
                    for _ in 0..TASKS {
                        let (token, done) = (first.clone(), &done);
                        scope.spawn(move || {
                            done.fetch_add(1, Ordering::Relaxed);
                            drop(token);
                        });
                    }
                    drop(first);
                    group.clone().wait();
                    assert_eq!(done.load(Ordering::Relaxed), round * TASKS);
                });
            }
        });
    }

    #[test]
    fn a_wait_ends_although_new_tokens_are_made() {
        within_a_minute(|| {
            let group = WaitGroup::new();
            let token = group.token();
            thread::scope(|scope| {
                let waiters = [(); TASKS].map(|()| scope.spawn(|| group.wait()));
                drop(token);
                while !waiters.iter().all(|waiter| waiter.is_finished()) {
                    let token = group.token();
                    thread::yield_now();
                    drop(token);
                }
            });
        });
    }

    #[test]
    fn a_wait_with_a_limit() {
        let group = WaitGroup::new();
        let token = group.token();
        assert_eq!(group.count(), 1);
        assert!(!group.wait_timeout(SOON));
        std::thread::spawn(move || drop(token));
        assert!(group.wait_timeout(LONG));
        assert_eq!(group.count(), 0);
    }

    #[test]
    fn a_token_is_owed_in_its_context() {
        let (group, journal) = (WaitGroup::<Middle>::new(), Mutex::<_, Inner>::new(0));
        root(|cx| {
            let (first, cx) = group.token(cx);
            let (second, cx) = group.token(cx);
            assert_eq!(group.count(), 2);
            let cx = second.done(cx);
            let cx = first.done(cx);
            group.wait(cx).expect("nothing interrupts");
            *journal.lock(cx) += 1;
        });
    }

    #[test]
    fn without_its_token_the_outer_context_is_free() {
        let group = WaitGroup::<Middle>::new();
        root(|cx| {
            let (token, _) = group.token(cx);
            drop(token);
            group.wait(cx).expect("nothing interrupts");
        });
    }
}

mod barrier {
    use super::*;

    const ROUNDS: usize = 300;

    #[test]
    fn nobody_passes_before_all_have_come() {
        within_a_minute(|| {
            let (barrier, arrived, leaders) = (Barrier::new(TASKS), AtomicUsize::new(0), AtomicUsize::new(0));
            all(TASKS, |_| {
                for round in 1..=ROUNDS {
                    arrived.fetch_add(1, Ordering::Relaxed);
                    leaders.fetch_add(usize::from(barrier.wait().is_leader()), Ordering::Relaxed);
                    let arrived = arrived.load(Ordering::Relaxed);
                    assert!(arrived >= round * TASKS && arrived < (round + 1) * TASKS);
                }
            });
            assert_eq!(leaders.into_inner(), ROUNDS);
        });
    }

    #[test]
    fn alone() {
        assert!(Barrier::new(0).wait().is_leader());
        let barrier = Barrier::new(1);
        assert!(barrier.wait().is_leader() && barrier.wait().is_leader());
    }

    #[test]
    fn with_a_level() {
        within_a_minute(|| {
            let (barrier, leaders) = (Barrier::<Middle>::new(TASKS), AtomicUsize::new(0));
            let outer = Mutex::<_, Outer>::new(());
            root(|cx| {
                let (_outer, cx) = outer.lock(cx).nest();
                scope(cx, |scope, cx| {
                    for _ in 0..TASKS {
                        let (party, cx) = barrier.party(cx);
                        _ = scope.spawn_with(cx, (party,), |cx, (party,)| {
                            for _ in 0..ROUNDS {
                                let passed = party.wait(cx).expect("nothing interrupts");
                                leaders.fetch_add(usize::from(passed.is_leader()), Ordering::Relaxed);
                            }
                        });
                    }
                });
            });
            assert_eq!(leaders.into_inner(), ROUNDS);
        });
    }
}

/// A task that leaves is not waited for any more.
#[test]
fn a_party_leaves() {
    within_a_minute(|| {
        let barrier = Barrier::<Middle>::new(2);
        root(|cx| {
            scope(cx, |scope, cx| {
                let (mine, cx) = barrier.party(cx);
                let (theirs, cx) = barrier.party(cx);
                let (_, cx) = scope.spawn_with(cx, (theirs,), |cx, (party,)| {
                    party.wait(cx).expect("nothing interrupts");
                    let _: &mut Cx = party.leave(cx);
                });
                mine.wait(cx).expect("nothing interrupts");
                assert!(mine.wait(cx).is_ok(), "alone, sooner or later");
            });
        });
    });
}

mod semaphore {
    use super::*;

    const PERMITS: usize = 3;
    static POOL: Semaphore = Semaphore::new(PERMITS);

    assert_not_impl_any!(Permit<'static>: Send);

    #[test]
    fn no_more_than_its_permits_are_out() {
        within_a_minute(|| {
            let out = AtomicUsize::new(0);
            let work = |permit: Permit<'_>| {
                let before = out.fetch_add(permit.num_permits(), Ordering::Relaxed);
                assert!(before + permit.num_permits() <= PERMITS);
                thread::yield_now();
                out.fetch_sub(permit.num_permits(), Ordering::Relaxed);
            };
            all(TASKS, |seed| {
                let mut random = Random(seed as u64 + 1);
                for _ in 0..1_000 {
                    match random.below(4) {
                        0 => work(POOL.acquire()),
                        1 => POOL.try_acquire().into_iter().for_each(work),
                        2 => POOL.acquire_timeout(SOON / 10).into_iter().for_each(work),
                        _ => work(POOL.acquire_many(1 + random.below(3))),
                    }
                }
            });
            assert_eq!(POOL.available_permits(), PERMITS);
        });
    }

    #[test]
    fn nobody_overtakes_who_wants_many() {
        within_a_minute(|| {
            let semaphore = Semaphore::new(2);
            let one = semaphore.acquire();
            thread::scope(|scope| {
                let many = scope.spawn(|| drop(semaphore.acquire_many(2)));
                // As soon as it is in the queue, the free permit is not given to others.
                while semaphore.try_acquire().is_some() {
                    thread::yield_now();
                }
                assert_eq!(semaphore.available_permits(), 1);
                assert!(semaphore.acquire_timeout(SOON).is_none());
                drop(one);
                many.join().expect("no panic");
            });
            assert_eq!(semaphore.available_permits(), 2);
        });
    }

    #[test]
    fn permits_come_and_go() {
        within_a_minute(|| {
            let semaphore = Semaphore::new(1);
            semaphore.acquire().forget();
            assert_eq!(semaphore.available_permits(), 0);
            assert!(semaphore.acquire_timeout(SOON).is_none());
            thread::scope(|scope| {
                let more = scope.spawn(|| semaphore.acquire_many(3).num_permits());
                for _ in 0..3 {
                    semaphore.add_permits(1);
                }
                assert_eq!(more.join().expect("no panic"), 3);
            });
            assert_eq!(semaphore.available_permits(), 3);
            drop(semaphore.acquire_many(0));
        });
    }

    #[test]
    fn as_a_signal() {
        within_a_minute(|| {
            let (filled, queue) = (Semaphore::new(0), Mutex::new(Vec::new()));
            let taken = AtomicUsize::new(0);
            all(TASKS, |i| {
                for item in 0..500 {
                    if i % 2 == 0 {
                        queue.lock().push(item);
                        filled.add_permits(1);
                    } else {
                        filled.acquire().forget();
                        taken.fetch_add(queue.lock().pop().map_or(0, |_| 1), Ordering::Relaxed);
                    }
                }
            });
            assert_eq!(taken.into_inner(), TASKS / 2 * 500);
        });
    }

    #[test]
    fn too_many() {
        let semaphore = Semaphore::new(usize::MAX);
        assert!(panic_of(|| semaphore.add_permits(1)).contains("more permits"));
        assert_eq!(semaphore.available_permits(), usize::MAX);
    }

    #[test]
    fn with_a_level() {
        let (pool, journal) = (Semaphore::<Middle>::new(2), Mutex::<_, Inner>::new(0));
        root(|cx| {
            let (permit, cx) = pool.acquire(cx).nest();
            *journal.lock(cx) += 1;
            assert_eq!(pool.available_permits(), 1);
            drop(permit);
        });
        root(|cx| assert_eq!(pool.acquire_many(cx, 2).nest().0.num_permits(), 2));
        root(|cx| pool.acquire_within(cx).expect("nothing interrupts").nest().0.forget());
        root(|cx| {
            let (_first, cx) = pool.try_acquire(cx).expect("one is left").nest();
            assert!(pool.try_acquire(cx).is_none());
            assert!(pool.acquire_timeout(cx, SOON).is_none());
        });
    }

    #[cfg(any(debug_assertions, feature = "checked"))]
    #[test]
    fn a_permit_counts_where_no_context_goes() {
        #[unhang::acquires(Outer)]
        fn callback() {
            let _ = cx;
        }
        let pool = Semaphore::<Middle>::new(1);
        let report = root(|cx| {
            let (_permit, _) = pool.acquire(cx).nest();
            panic_of(callback)
        });
        assert!(report.contains("must not wait for `Outer` while holding semaphore `Middle`"), "{report}");
        assert!(report.contains("holds a permit of semaphore `Middle`"), "{report}");
        assert_eq!(pool.available_permits(), 1);
    }
}

mod condvar {
    use super::*;
    use std::collections::VecDeque;

    static TURN: Mutex<usize> = Mutex::new(0);
    static NEXT: Condvar = Condvar::new();

    #[test]
    fn in_turn() {
        within_a_minute(|| {
            all(TASKS, |me| {
                for round in 0..100 {
                    let mut turn = TURN.lock();
                    NEXT.wait_while(&mut turn, |turn| *turn % TASKS != me);
                    assert_eq!(*turn, round * TASKS + me);
                    *turn += 1;
                    NEXT.notify_all();
                }
            });
        });
    }

    #[test]
    fn a_bounded_queue() {
        within_a_minute(|| {
            let (queue, filled, space) = (Mutex::new(VecDeque::new()), Condvar::new(), Condvar::new());
            let sum = AtomicUsize::new(0);
            all(TASKS, |i| {
                for item in 0..500 {
                    let mut queue = queue.lock();
                    if i % 2 == 0 {
                        space.wait_while(&mut queue, |queue| queue.len() == 2);
                        queue.push_back(item);
                        filled.notify_one();
                    } else {
                        while queue.is_empty() {
                            filled.wait(&mut queue);
                        }
                        sum.fetch_add(queue.pop_front().expect("it is not empty"), Ordering::Relaxed);
                        space.notify_one();
                    }
                }
            });
            assert_eq!(sum.into_inner(), TASKS / 2 * (0..500).sum::<usize>());
        });
    }

    #[test]
    fn limits() {
        let (mutex, condvar) = (Mutex::new(0), Condvar::new());
        let mut guard = mutex.lock();
        assert!(condvar.wait_for(&mut guard, SOON).timed_out());
        assert!(condvar.wait_until(&mut guard, Instant::now()).timed_out());
        assert!(condvar.wait_while_for(&mut guard, |value| *value == 0, SOON).timed_out());
        assert!(condvar.wait_while_until(&mut guard, |value| *value == 0, Instant::now() + SOON).timed_out());
        assert!(!condvar.wait_while_for(&mut guard, |value| *value != 0, SOON).timed_out());
        assert!(mutex.is_locked());
        assert_eq!((condvar.notify_one(), condvar.notify_all()), (false, 0));
    }

    #[test]
    fn all_are_woken_at_once() {
        within_a_minute(|| {
            let (waiting, condvar) = (Mutex::new(0), Condvar::new());
            thread::scope(|scope| {
                for _ in 0..TASKS {
                    scope.spawn(|| {
                        let mut waiting = waiting.lock();
                        *waiting += 1;
                        condvar.wait(&mut waiting);
                    });
                }
                while *waiting.lock() < TASKS {
                    thread::yield_now();
                }
                assert_eq!(condvar.notify_all(), TASKS);
            });
        });
    }

    #[test]
    fn when_the_data_is_ready() {
        within_a_minute(|| {
            let (jobs, filled, outer) = (Mutex::<_, Middle>::new(0), Condvar::<Inner>::new(), Mutex::<_, Outer>::new(0));
            root(|cx| {
                let (_outer, cx) = outer.lock(cx).nest();
                scope(cx, |scope, cx| {
                    for _ in 0..TASKS {
                        scope.spawn(|cx| {
                            for _ in 0..100 {
                                *filled.lock_when(cx, &jobs, |jobs| *jobs > 0).expect("nothing interrupts") -= 1;
                            }
                        });
                    }
                    for _ in 0..TASKS * 100 {
                        *jobs.lock(cx) += 1;
                        filled.notify_one();
                    }
                });
                let mut jobs = jobs.lock(cx);
                filled.wait_while(&mut jobs, |jobs| *jobs != 0).expect("nothing interrupts");
            });
        });
    }

    #[test]
    fn one_mutex_at_a_time() {
        within_a_minute(|| {
            let (first, second, condvar) = (Mutex::new(false), Mutex::new(()), Condvar::new());
            thread::scope(|scope| {
                scope.spawn(|| {
                    let mut waits = first.lock();
                    *waits = true;
                    condvar.wait(&mut waits);
                });
                while !*first.lock() {
                    thread::yield_now();
                }
                assert!(panic_of(|| condvar.wait(&mut second.lock())).contains("more than one mutex"));
                drop(second.lock());
                condvar.notify_one();
            });
        });
    }

    #[cfg(any(debug_assertions, feature = "checked"))]
    #[test]
    fn the_mutex_is_taken_again_under_what_came_after_it() {
        let (mutex, later, condvar) = (Mutex::new(0), Mutex::new(0), Condvar::new());
        let mut guard = mutex.lock();
        let other = later.lock();
        let report = panic_of(|| condvar.wait_for(&mut guard, SOON));
        assert!(report.contains("it is the other way round"), "{report}");
        drop((guard, other));
        // Both are free, and nothing is left in the books.
        drop((mutex.lock(), later.lock()));
    }
}
