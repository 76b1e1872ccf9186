//! Mutexes, rwlocks, cells that are filled once, and sets of locks.

use super::{Group, LONG, Load, Random, SHORT, for_a_while};
use std::sync::atomic::{AtomicU64, Ordering};
use unhang::{
    Cx, Held, LazyLock, Mutex, MutexGuard, OnceLock, Read, RwLock, RwLockReadGuard, RwLockUpgradableReadGuard, RwLockWriteGuard, Unheld,
    Write, lock_all, lock_all_dynamic, root, scope,
};

#[unhang::levels]
mod order {
    pub struct Outer;
    #[after(Outer)]
    pub struct Inner;
}
use order::*;

pub const GROUPS: &[Group] = &[
    Group { name: "mutex", tasks: 2, run: mutexes },
    Group { name: "mutex with a level", tasks: 2, run: levelled_mutexes },
    Group { name: "rwlock", tasks: 3, run: rwlocks },
    Group { name: "rwlock with a level", tasks: 2, run: levelled_rwlocks },
    Group { name: "filled once", tasks: 2, run: cells },
    Group { name: "several locks at once", tasks: 2, run: sets },
];

fn mutexes(load: &Load) {
    let (hot, second) = (Mutex::new(0), Mutex::new(0));
    let added = load.tasks(2, |_, mut random| {
        let (mut to_hot, mut to_second) = (0_u64, 0_u64);
        while load.goes_on() {
            let mut add = |guard: &mut MutexGuard<'_, u64>| {
                **guard += 1;
                to_hot += 1;
            };
            match random.below(8) {
                0 => {
                    let mut guard = hot.lock();
                    add(&mut guard);
                    *second.lock() += 1;
                    to_second += 1;
                    for_a_while();
                }
                1 => hot.try_lock().iter_mut().for_each(add),
                2 => hot.try_lock_for(SHORT).iter_mut().for_each(add),
                3 => add(&mut hot.lock_within().expect("nothing interrupts")),
                4 => {
                    let mut guard = hot.lock();
                    add(&mut guard);
                    MutexGuard::unlocked(&mut guard, || *second.lock() += 1);
                    to_second += 1;
                    add(&mut guard);
                    MutexGuard::unlock_fair(guard);
                }
                5 => {
                    let mut guard = hot.lock();
                    for_a_while();
                    MutexGuard::bump(&mut guard);
                    add(&mut guard);
                }
                _ => add(&mut hot.lock()),
            }
            load.step();
        }
        (to_hot, to_second)
    });
    assert_eq!(hot.into_inner(), added.iter().map(|added| added.0).sum::<u64>());
    assert_eq!(second.into_inner(), added.iter().map(|added| added.1).sum::<u64>());
}

fn levelled_mutexes(load: &Load) {
    let (outer, inner) = (Mutex::<u64, Outer>::new(0), Mutex::<u64, Inner>::new(0));
    let add = |cx: &mut Cx<Unheld>, random: &mut Random| match random.below(5) {
        0 => {
            let (mut outer, cx) = outer.lock(cx).nest();
            for_a_while();
            *outer += 1;
            *inner.lock(cx) += 1;
            true
        }
        1 => outer.try_lock_for(cx, SHORT).is_some_and(|outer| {
            let (mut outer, cx) = outer.nest();
            *outer += 1;
            *inner.lock(cx) += 1;
            true
        }),
        2 => outer.try_lock(cx).is_some_and(|outer| {
            let (mut outer, cx) = outer.nest();
            inner.try_lock(cx).is_some_and(|mut inner| {
                *outer += 1;
                *inner += 1;
                true
            })
        }),
        3 => cx.with_timeout(LONG, |cx| {
            let (mut outer, cx) = outer.lock_within(cx).expect("nothing interrupts").nest();
            *outer += 1;
            *inner.lock_within(cx).expect("nothing interrupts") += 1;
            true
        }),
        _ => {
            *outer.lock(cx) += 1;
            *inner.lock(cx) += 1;
            true
        }
    };
    let added: Vec<u64> = root(|cx| {
        scope(cx, |scope, cx| {
            let spawn = |me| {
                let (add, load) = (&add, &*load);
                scope.spawn(move |cx| {
                    let (mut random, mut added) = (load.random(me), 0);
                    while load.goes_on() {
                        added += u64::from(add(cx, &mut random));
                        load.step();
                    }
                    added
                })
            };
            let tasks = [0, 1].map(spawn);
            tasks.into_iter().map(|task| task.join(cx).expect("no panic")).collect()
        })
    });
    let sum = added.iter().sum::<u64>();
    root(|cx| assert_eq!(*outer.lock(cx), sum));
    root(|cx| assert_eq!(*inner.lock(cx), sum));
}

/// Readers see both halves alike.
fn rwlocks(load: &Load) {
    type Pair = (u64, u64);
    let lock = RwLock::new((0_u64, 0_u64));
    let same = |pair: &Pair| assert_eq!(pair.0, pair.1);
    let add = |pair: &mut Pair| {
        pair.0 += 1;
        for_a_while();
        pair.1 += 1;
    };
    let written = load.tasks(3, |_, mut random| {
        let mut written = 0_u64;
        while load.goes_on() {
            let before = written;
            written += 1;
            match random.below(16) {
                0 => add(&mut lock.write()),
                1 => add(&mut lock.write_within().expect("nothing interrupts")),
                2 => {
                    let mut write = lock.write();
                    add(&mut write);
                    same(&RwLockWriteGuard::downgrade(write));
                }
                3 => {
                    let mut write = lock.write();
                    add(&mut write);
                    let upgradable = RwLockWriteGuard::downgrade_to_upgradable(write);
                    same(&lock.read_recursive());
                    same(&RwLockUpgradableReadGuard::downgrade(upgradable));
                }
                4 => {
                    let upgradable = lock.upgradable_read();
                    same(&upgradable);
                    for_a_while();
                    add(&mut RwLockUpgradableReadGuard::upgrade(upgradable));
                }
                5 => {
                    let mut upgradable = lock.upgradable_read_within().expect("nothing interrupts");
                    upgradable.with_upgraded(add);
                    same(&upgradable);
                }
                6 => match RwLockUpgradableReadGuard::try_upgrade_for(lock.upgradable_read(), SHORT) {
                    Ok(mut write) => add(&mut write),
                    Err(upgradable) => {
                        written = before;
                        same(&upgradable);
                    }
                },
                7 => match lock.try_write_for(SHORT) {
                    Some(mut write) => add(&mut write),
                    None => written = before,
                },
                8 => match lock.try_write() {
                    Some(mut write) => add(&mut write),
                    None => written = before,
                },
                reading => {
                    written = before;
                    match reading {
                        9 => lock.try_read_for(SHORT).iter().for_each(|read| same(read)),
                        10 => lock.try_read().iter().for_each(|read| same(read)),
                        11 => {
                            let mut read = lock.read();
                            RwLockReadGuard::unlocked(&mut read, for_a_while);
                            same(&read);
                            same(&lock.read_recursive());
                        }
                        12 => same(&lock.read_within().expect("nothing interrupts")),
                        13 => lock.try_upgradable_read_for(SHORT).iter().for_each(|read| same(read)),
                        14 => same(&lock.read_recursive()),
                        _ => same(&lock.read()),
                    }
                }
            }
            load.step();
        }
        written
    });
    let sum = written.iter().sum::<u64>();
    assert_eq!(lock.into_inner(), (sum, sum));
}

fn levelled_rwlocks(load: &Load) {
    let (outer, inner) = (RwLock::<u64, Outer>::new(0), RwLock::<u64, Inner>::new(0));
    let written = load.tasks(2, |_, mut random| {
        let mut written = 0_u64;
        root(|cx| {
            while load.goes_on() {
                written += 1;
                match random.below(5) {
                    0 => {
                        let (mut outer, cx) = outer.write(cx).nest();
                        for_a_while();
                        *outer += 1;
                        *inner.write(cx) += 1;
                    }
                    1 => {
                        *Held::upgrade(outer.upgradable_read(cx)) += 1;
                        *inner.write_within(cx).expect("nothing interrupts") += 1;
                    }
                    2 => {
                        let mut upgradable = outer.upgradable_read(cx);
                        Held::with_upgraded(&mut upgradable, |outer| *outer += 1);
                        let (_upgradable, cx) = upgradable.nest();
                        *inner.write(cx) += 1;
                    }
                    reading => {
                        written -= 1;
                        let (outer, cx) = if reading == 3 { outer.read(cx).nest() } else { outer.read_recursive(cx).nest() };
                        let _ = *outer + *inner.read(cx);
                    }
                }
                load.step();
            }
        });
        written
    });
    let sum = written.iter().sum::<u64>();
    root(|cx| assert_eq!(*outer.read(cx), sum));
    root(|cx| assert_eq!(*inner.read(cx), sum));
}

/// Of all who want to fill a cell, one does, and the others wait for it.
fn cells(load: &Load) {
    while load.goes_on() {
        let (filled, cell) = (AtomicU64::new(0), OnceLock::new());
        let fill = || {
            for_a_while();
            filled.fetch_add(1, Ordering::Relaxed) + 7
        };
        let levelled = OnceLock::<u64, Inner>::new();
        let lazy = LazyLock::new(fill);
        let seen = load.tasks(2, |me, _| {
            if me == 1 {
                return (*cell.get_or_init(fill) >= 7, root(|cx| *levelled.get_or_init(cx, |_| fill()) >= 7), *lazy >= 7);
            }
            (*lazy >= 7, *cell.get_or_init(fill) >= 7, root(|cx| *levelled.get_or_init(cx, |_| fill()) >= 7))
        });
        assert_eq!(seen, [(true, true, true); 2]);
        assert_eq!(filled.load(Ordering::Relaxed), 3);
        load.step();
    }
}

fn sets(load: &Load) {
    let locks: Vec<Mutex<i64>> = (0..4).map(Mutex::new).collect();
    let levelled: Vec<Mutex<i64, Inner>> = (0..4).map(Mutex::new).collect();
    let shelf = [RwLock::new(0_i64), RwLock::new(0_i64)];
    load.tasks(2, |_, mut random| {
        root(|cx| {
            while load.goes_on() {
                let (a, b) = (random.below(4), random.below(4));
                match lock_all_dynamic((&locks[a], &locks[b])) {
                    Ok((mut from, mut to)) => {
                        *from -= 1;
                        for_a_while();
                        *to += 1;
                    }
                    Err(same) => assert_eq!((a, same.places), (b, (0, 1))),
                }
                match lock_all(cx, [&levelled[a], &levelled[b]]) {
                    Ok(held) => {
                        let ([mut from, mut to], _) = held.nest();
                        *from -= 1;
                        for_a_while();
                        *to += 1;
                    }
                    Err(same) => assert_eq!((a, same.places), (b, (0, 1))),
                }
                let (mine, other) = (&shelf[a % 2], &shelf[1 - a % 2]);
                let (mut mine, other) = lock_all_dynamic((Write(mine), Read(other))).expect("two");
                *mine = 1 - *other;
                drop((mine, other));
                load.step();
            }
        });
    });
    assert_eq!(locks.iter().map(|lock| *lock.lock()).sum::<i64>(), 6);
    root(|cx| assert_eq!(levelled.iter().map(|lock| *lock.lock(cx)).sum::<i64>(), 6));
}
