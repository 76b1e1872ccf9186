//! Programs that follow an order, at full speed: nothing may be reported, and nothing may hang.
#![cfg(any(debug_assertions, feature = "checked"))]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc;
use std::time::Duration;
use unhang::{Mutex, MutexGuard, RwLock, RwLockUpgradableReadGuard, lock_all_dynamic, on_report, thread};

/// Runs `story` on a thread of its own and fails after a minute.
fn within_a_minute(story: impl FnOnce() + Send + 'static) {
    let (done, end) = mpsc::channel();
    let runner = std::thread::spawn(move || {
        story();
        done.send(()).expect("somebody waits");
    });
    let ended = end.recv_timeout(Duration::from_secs(60));
    assert!(!matches!(ended, Err(mpsc::RecvTimeoutError::Timeout)), "it hangs");
    runner.join().expect("no panic");
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

const TASKS: u64 = 8;
const ROUNDS: u64 = 4_000;
static REPORTS: AtomicU64 = AtomicU64::new(0);

#[test]
fn mutexes_in_rising_order() {
    on_report(|_| {
        REPORTS.fetch_add(1, Ordering::Relaxed);
    });
    within_a_minute(|| {
        let locks: Arc<Vec<Mutex<u64>>> = Arc::new((0..12).map(Mutex::new).collect());
        let tasks: Vec<_> = (1..=TASKS)
            .map(|seed| {
                let locks = locks.clone();
                thread::spawn(move || {
                    let mut random = Random(seed);
                    for _ in 0..ROUNDS {
                        let mut held: Vec<MutexGuard<'_, u64>> = Vec::new();
                        for lock in locks.iter() {
                            match random.below(6) {
                                0 | 1 => held.push(lock.lock()),
                                2 => held.extend(lock.try_lock()),
                                3 if !held.is_empty() => drop(held.swap_remove(random.below(held.len() as u64))),
                                4 => held.iter_mut().for_each(|value| **value += 1),
                                _ => {}
                            }
                        }
                    }
                })
            })
            .collect();
        tasks.into_iter().for_each(|task| task.join().expect("no panic"));
    });
    assert_eq!(REPORTS.load(Ordering::Relaxed), 0);
}

#[test]
fn rwlocks_in_rising_order() {
    within_a_minute(|| {
        let locks: Arc<Vec<RwLock<u64>>> = Arc::new((0..6).map(RwLock::new).collect());
        let tasks: Vec<_> = (1..=TASKS)
            .map(|seed| {
                let locks = locks.clone();
                thread::spawn(move || {
                    let mut random = Random(seed);
                    for _ in 0..ROUNDS {
                        let (first, second) = (random.below(3), 3 + random.below(3));
                        match random.below(5) {
                            0 => drop((locks[first].read(), locks[second].read())),
                            1 => drop((locks[first].read(), locks[second].write())),
                            2 => drop((locks[first].write(), locks[second].read())),
                            3 => {
                                let _outer = locks[first].read();
                                let mut inner = RwLockUpgradableReadGuard::upgrade(locks[second].upgradable_read());
                                *inner += 1;
                            }
                            _ => drop((locks[first].upgradable_read(), locks[first].read_recursive())),
                        }
                    }
                })
            })
            .collect();
        tasks.into_iter().for_each(|task| task.join().expect("no panic"));
    });
}

#[test]
fn sets_in_any_order() {
    within_a_minute(|| {
        let locks: Arc<Vec<Mutex<u64>>> = Arc::new((0..5).map(Mutex::new).collect());
        let tasks: Vec<_> = (1..=TASKS)
            .map(|seed| {
                let locks = locks.clone();
                thread::spawn(move || {
                    let mut random = Random(seed);
                    for _ in 0..ROUNDS {
                        let (a, b) = (random.below(5), random.below(5));
                        match lock_all_dynamic((&locks[a], &locks[b])) {
                            Ok((mut x, mut y)) => std::mem::swap(&mut *x, &mut *y),
                            Err(same) => assert_eq!((a, same.places), (b, (0, 1))),
                        }
                    }
                })
            })
            .collect();
        tasks.into_iter().for_each(|task| task.join().expect("no panic"));
        assert_eq!(locks.iter().map(|lock| *lock.lock()).sum::<u64>(), 10);
    });
}
