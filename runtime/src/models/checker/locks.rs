//! Mutexes, reader-writer locks, initialisers, permits.

use super::*;
use crate::{Barrier, Mutex, MutexGuard, OnceLock, RwLock, RwLockUpgradableReadGuard, Semaphore};
use ReportKind::{AllAsleep, Circle, DoubleLock, Orphan};
use std::mem::forget;
use std::time::Duration;

/// Two mutexes, taken in two orders by as many tasks.
fn cross(one: impl FnOnce(&Mutex<()>, &Mutex<()>) + Send + 'static, two: impl FnOnce(&Mutex<()>, &Mutex<()>) + Send + 'static) {
    let locks = Arc::new((Mutex::new(()), Mutex::new(())));
    let too = locks.clone();
    join_tasks([task("one", move || one(&locks.0, &locks.1)), task("two", move || two(&too.1, &too.0))]);
}

fn nest(outer: &Mutex<()>, inner: &Mutex<()>) {
    let _outer = outer.lock();
    let _inner = inner.lock();
}

#[test]
fn opposite_orders() {
    some_hang(Expected { delays: 2, ..Expected::proof(&[Circle]) }, || cross(nest, nest));
}

#[test]
fn one_order() {
    never_hangs(|| cross(nest, |inner, outer| nest(outer, inner)));
}

#[test]
fn an_attempt_closes_nothing() {
    fn tries(outer: &Mutex<()>, inner: &Mutex<()>) {
        let _outer = outer.lock();
        drop(inner.try_lock());
        drop(inner.try_lock_for(Duration::from_millis(1)));
    }
    never_hangs(|| cross(nest, tries));
}

#[test]
fn three_in_a_ring() {
    may_hang(&[Circle], || {
        let locks: Arc<[Mutex<()>; 3]> = Arc::default();
        join_tasks([("one", 0), ("two", 1), ("three", 2)].map(|(name, at)| {
            let locks = locks.clone();
            task(name, move || nest(&locks[at], &locks[(at + 1) % 3]))
        }));
    });
}

/// Whoever waits for a lock of a circle is stuck too, and is part of the proof only if it came before.
#[test]
fn one_behind_a_circle() {
    may_hang(&[Circle], || {
        let locks = Arc::new((Mutex::new(()), Mutex::new(())));
        let [one, two, three] = [(); 3].map(|()| locks.clone());
        join_tasks([
            task("one", move || nest(&one.0, &one.1)),
            task("two", move || nest(&two.1, &two.0)),
            task("three", move || drop(three.0.lock())),
        ]);
    });
}

/// Two circles at once: each is told once.
#[test]
fn two_circles() {
    all_hang(Expected { reports: 2, ..Expected::proof(&[Circle]) }, || {
        let pairs: [Arc<[Mutex<()>; 2]>; 2] = Default::default();
        let all_have_one = Arc::new(Barrier::new(4));
        let start = |name, pair: &Arc<[Mutex<()>; 2]>, first: usize| {
            let (pair, all_have_one) = (pair.clone(), all_have_one.clone());
            task(name, move || {
                let _outer = pair[first].lock();
                all_have_one.wait();
                drop(pair[1 - first].lock());
            })
        };
        join_tasks([start("one", &pairs[0], 0), start("two", &pairs[0], 1), start("three", &pairs[1], 0), start("four", &pairs[1], 1)]);
    });
}

#[test]
fn a_lock_that_its_task_holds() {
    hangs(&[DoubleLock], || {
        let lock = Mutex::new(());
        join_tasks([task("one", move || nest(&lock, &lock))]);
    });
}

/// A lock is handed over to whoever waits, while others register.
#[test]
fn a_lock_is_handed_over() {
    fn hands_over(lock: &Mutex<()>, _: &Mutex<()>) {
        let mut guard = lock.lock();
        MutexGuard::bump(&mut guard);
        MutexGuard::unlock_fair(guard);
    }
    never_hangs(|| {
        cross(nest, |inner, outer| {
            hands_over(outer, inner);
            nest(outer, inner);
        })
    });
    may_hang(&[Circle], || {
        cross(nest, |outer, inner| {
            hands_over(inner, outer);
            nest(outer, inner);
        })
    });
}

/// Given up while another is taken, and taken again.
#[test]
fn a_lock_is_given_up_for_a_while() {
    fn around(lock: &Mutex<()>, other: &Mutex<()>) {
        let mut guard = lock.lock();
        MutexGuard::unlocked(&mut guard, || drop(other.lock()));
    }
    never_hangs(|| cross(nest, around));
    // The other is held when the first is taken again.
    may_hang(&[Circle], || {
        cross(
            |outer, inner| nest(inner, outer),
            |lock, other| {
                let mut guard = lock.lock();
                let mut kept = None;
                MutexGuard::unlocked(&mut guard, || kept = Some(other.lock()));
            },
        )
    });
}

/// It ends with a lock that it will never release, while another waits for it, or begins to.
#[test]
fn a_lock_goes_with_its_task() {
    may_hang(&[Orphan], || {
        let lock: Arc<Mutex<()>> = Arc::default();
        let too = lock.clone();
        let ends = task("one", move || forget(lock.lock()));
        // All others may wait already when it ends.
        join_tasks([task("two", move || drop(too.lock())), ends]);
    });
}

#[test]
fn readers_pass_each_other() {
    never_hangs(|| {
        let lock: Arc<RwLock<()>> = Arc::default();
        let [one, two, three] = [(); 3].map(|()| lock.clone());
        join_tasks([
            task("one", move || drop(one.read())),
            task("two", move || drop(two.write())),
            task("three", move || drop(three.read())),
        ]);
    });
}

/// The second read queues behind a writer that waits for the first.
#[test]
fn a_read_in_a_read() {
    fn with_a_writer(reads: fn(&RwLock<()>)) {
        let lock: Arc<RwLock<()>> = Arc::default();
        let too = lock.clone();
        join_tasks([task("one", move || reads(&lock)), task("two", move || drop(too.write()))]);
    }
    may_hang(&[Circle], || {
        with_a_writer(|lock| {
            let _first = lock.read();
            drop(lock.read());
        })
    });
    never_hangs(|| {
        with_a_writer(|lock| {
            let _first = lock.read();
            drop(lock.read_recursive());
        })
    });
    may_hang(&[AllAsleep], || {
        with_a_writer(|lock| {
            let _first = lock.read_recursive();
            drop(lock.upgradable_read());
        })
    });
}

/// A reader queues behind a writer, with what the reader inside wants. If it registered while somebody wrote before, it may have got
/// past that writer, and does not wait.
#[test]
fn a_writer_between_two_readers() {
    some_hang(Expected { delays: 2, ..Expected::proof(&[Circle]) }, || {
        let shared = Arc::new((RwLock::new(()), Mutex::new(())));
        let [one, two, three] = [(); 3].map(|()| shared.clone());
        join_tasks([
            task("one", move || {
                drop(one.0.write());
                let _read = one.0.read();
                drop(one.1.lock());
            }),
            task("two", move || drop(two.0.write())),
            task("three", move || {
                let _lock = three.1.lock();
                drop(three.0.read());
            }),
        ]);
    });
}

/// The same in one order: readers may get past the writer, or wait behind it, and all of them go on.
#[test]
fn a_writer_among_readers() {
    never_hangs(|| {
        let shared = Arc::new((RwLock::new(()), Mutex::new(())));
        let [one, two, three] = [(); 3].map(|()| shared.clone());
        let reads = |shared: Arc<(RwLock<()>, Mutex<()>)>| {
            move || {
                let _read = shared.0.read();
                drop(shared.1.lock());
            }
        };
        join_tasks([task("one", reads(one)), task("two", move || drop(two.0.write())), task("three", reads(three))]);
    });
}

#[test]
fn an_upgrade() {
    fn beside(reads: fn(&RwLock<()>, &Mutex<()>)) {
        let shared = Arc::new((RwLock::new(()), Mutex::new(())));
        let too = shared.clone();
        join_tasks([
            task("one", move || {
                let read = shared.0.upgradable_read();
                let _lock = shared.1.lock();
                drop(RwLockUpgradableReadGuard::upgrade(read));
            }),
            task("two", move || reads(&too.0, &too.1)),
        ]);
    }
    never_hangs(|| beside(|lock, _| drop((lock.read(), lock.try_read()))));
    may_hang(&[Circle], || {
        beside(|lock, mutex| {
            let _read = lock.read();
            drop(mutex.lock());
        })
    });
}

#[test]
fn an_initialiser_and_a_lock() {
    may_hang(&[Circle], || {
        let shared = Arc::new((OnceLock::new(), Mutex::new(())));
        let too = shared.clone();
        join_tasks([
            task("one", move || _ = shared.0.get_or_init(|| drop(shared.1.lock()))),
            task("two", move || {
                let _lock = too.1.lock();
                too.0.get_or_init(|| ());
            }),
        ]);
    });
    never_hangs(|| {
        let shared = Arc::new((OnceLock::new(), Mutex::new(())));
        let tasks = ["one", "two"].map(|name| {
            let shared = shared.clone();
            task(name, move || _ = shared.0.get_or_init(|| drop(shared.1.lock())))
        });
        join_tasks(tasks);
    });
}

/// Who could add a permit is not known, so it takes that all are asleep.
#[test]
fn a_permit_and_a_lock() {
    fn beside(other: fn(&Semaphore, &Mutex<()>)) {
        let shared = Arc::new((Semaphore::new(1), Mutex::new(())));
        let too = shared.clone();
        join_tasks([
            task("one", move || {
                let _permit = shared.0.acquire();
                drop(shared.1.lock());
            }),
            task("two", move || other(&too.0, &too.1)),
        ]);
    }
    may_hang(&[AllAsleep], || {
        beside(|semaphore, lock| {
            let _lock = lock.lock();
            drop(semaphore.acquire());
        })
    });
    never_hangs(|| {
        beside(|semaphore, lock| {
            let _permit = semaphore.acquire();
            drop(lock.lock());
        })
    });
}
