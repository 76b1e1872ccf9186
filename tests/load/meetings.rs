//! Condvars, wait groups, barriers and semaphores.

use super::{Group, Load, SHORT, for_a_while};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use unhang::channel::{bounded, unbounded};
use unhang::{Barrier, Condvar, Mutex, Permit, Semaphore, WaitGroup, root, scope, thread};

#[unhang::levels]
mod order {
    pub struct Outer;
    #[after(Outer)]
    pub struct Inner;
}
use order::*;

pub const GROUPS: &[Group] = &[
    Group { name: "condvar", tasks: 4, run: queue },
    Group { name: "condvar with a level", tasks: 2, run: ring },
    Group { name: "wait group", tasks: 2, run: batches },
    Group { name: "wait group with a level", tasks: 2, run: levelled_batches },
    Group { name: "barrier", tasks: 2, run: barrier },
    Group { name: "barrier with a level", tasks: 2, run: parties },
    Group { name: "semaphore", tasks: 2, run: permits },
    Group { name: "semaphore with a level", tasks: 2, run: levelled_permits },
];

/// Two put in, two take out.
fn queue(load: &Load) {
    #[derive(Default)]
    struct Queue {
        items: VecDeque<u64>,
        closed: usize,
    }
    let (queue, filled, space) = (Mutex::new(Queue::default()), Condvar::new(), Condvar::new());
    let sums = load.tasks(4, |me, mut random| {
        let (mut items, mut sum) = (0_u64, 0_u64);
        if me % 2 == 0 {
            while load.goes_on() {
                let mut queue = queue.lock();
                match random.below(2) {
                    0 => while space.wait_while_for(&mut queue, |queue| queue.items.len() == 2, SHORT).timed_out() {},
                    _ => space.wait_while(&mut queue, |queue| queue.items.len() == 2),
                }
                items += 1;
                sum += items;
                queue.items.push_back(items);
                filled.notify_one();
                load.step();
            }
            queue.lock().closed += 1;
            filled.notify_all();
            return (items, sum);
        }
        loop {
            let mut queue = queue.lock();
            while queue.items.is_empty() && queue.closed < 2 {
                match random.below(2) {
                    0 => _ = filled.wait_for(&mut queue, SHORT),
                    _ => filled.wait(&mut queue),
                }
            }
            let Some(item) = queue.items.pop_front() else { return (items, sum) };
            (items, sum) = (items + 1, sum + item);
            // There may be more than one for whom there is space: who timed out has taken none.
            space.notify_one();
            load.step();
        }
    });
    assert_eq!((sums[0].0 + sums[2].0, sums[0].1 + sums[2].1), (sums[1].0 + sums[3].0, sums[1].1 + sums[3].1));
}

/// Each in turn.
fn ring(load: &Load) {
    const TASKS: u64 = 2;
    let (turn, next) = (Mutex::<(u64, bool), Outer>::new((0, false)), Condvar::<Inner>::new());
    let turns = load.tasks(TASKS as usize, |me, mut random| {
        let (me, mut turns) = (me as u64, 0);
        root(|cx| {
            loop {
                let mut held = if random.below(2) == 0 {
                    next.lock_when(cx, &turn, |(turn, over)| *turn % TASKS == me || *over).expect("nothing interrupts")
                } else {
                    let mut held = turn.lock(cx);
                    next.wait_while(&mut held, |(turn, over)| *turn % TASKS != me && !*over).expect("nothing interrupts");
                    held
                };
                if held.1 {
                    return turns;
                }
                turns += 1;
                held.0 += 1;
                held.1 = !load.goes_on();
                next.notify_all();
                load.step();
            }
        })
    });
    root(|cx| assert_eq!(turn.lock(cx).0, turns.iter().sum()));
}

/// Two workers that live on are given tokens.
fn batches(load: &Load) {
    let (group, done, mut rounds) = (WaitGroup::new(), AtomicUsize::new(0), 0);
    thread::scope(|scope| {
        let workers = [(); 2].map(|()| {
            let (give, given) = unbounded();
            let done = &done;
            scope.spawn(move || {
                for token in given {
                    for_a_while();
                    done.fetch_add(1, Ordering::Relaxed);
                    drop(token);
                }
            });
            give
        });
        while load.goes_on() {
            let first = group.token();
            workers.iter().for_each(|worker| worker.send(first.clone()).expect("it lives"));
            drop(first);
            match rounds % 3 {
                0 => while !group.wait_timeout(SHORT) {},
                _ => group.wait(),
            }
            rounds += 1;
            assert_eq!(done.load(Ordering::Relaxed), 2 * rounds);
            load.step();
        }
    });
}

/// Each batch has tasks of its own.
fn levelled_batches(load: &Load) {
    let (group, done) = (WaitGroup::<Outer>::new(), Mutex::<u64, Inner>::new(0));
    root(|cx| {
        let mut rounds = 0;
        while load.goes_on() {
            scope(cx, |scope, cx| {
                for _ in 0..2 {
                    let (token, cx) = group.token(cx);
                    _ = scope.spawn_with(cx, (token,), |cx, (token,)| {
                        *done.lock(cx) += 1;
                        _ = token.done(cx);
                    });
                }
                group.wait(cx).expect("nothing interrupts");
                rounds += 1;
                assert_eq!(*done.lock(cx), 2 * rounds);
            });
            load.step();
        }
    });
}

fn barrier(load: &Load) {
    const TASKS: usize = 2;
    let (barrier, arrived, is_over) = (Barrier::new(TASKS), AtomicUsize::new(0), AtomicBool::new(false));
    let leads = load.tasks(TASKS, |_, _| {
        let (mut leads, mut rounds) = (0, 0);
        while !is_over.load(Ordering::Relaxed) {
            arrived.fetch_add(1, Ordering::Relaxed);
            let leads_this = barrier.wait().is_leader();
            rounds += 1;
            leads += usize::from(leads_this);
            assert_eq!(arrived.load(Ordering::Relaxed), TASKS * rounds);
            if leads_this {
                is_over.store(!load.goes_on(), Ordering::Relaxed);
            }
            barrier.wait();
            load.step();
        }
        (leads, rounds)
    });
    assert_eq!(leads.iter().map(|lead| lead.0).sum::<usize>(), leads[0].1);
}

/// Two parties, one of which leaves in the end.
fn parties(load: &Load) {
    while load.goes_on() {
        let barrier = Barrier::<Outer>::new(2);
        let leads = AtomicUsize::new(0);
        root(|cx| {
            scope(cx, |scope, cx| {
                for rounds in [20, 30] {
                    let (party, cx) = barrier.party(cx);
                    let leads = &leads;
                    _ = scope.spawn_with(cx, (party,), move |cx, (party,)| {
                        for _ in 0..rounds {
                            let passed = party.wait(cx).expect("nothing interrupts");
                            leads.fetch_add(usize::from(passed.is_leader()), Ordering::Relaxed);
                            load.step();
                        }
                        _ = party.leave(cx);
                    });
                }
            });
        });
        // Nobody leads the round that the other party ends by leaving.
        assert!(matches!(leads.into_inner(), 29 | 30));
    }
}

/// Never more are out than there are; and a semaphore that only counts.
fn permits(load: &Load) {
    const PERMITS: usize = 2;
    let (pool, out) = (Semaphore::new(PERMITS), AtomicUsize::new(0));
    let (signal, added) = (Semaphore::new(0), AtomicUsize::new(0));
    let work = |permit: Permit<'_>| {
        let before = out.fetch_add(permit.num_permits(), Ordering::Relaxed);
        assert!(before + permit.num_permits() <= PERMITS);
        for_a_while();
        out.fetch_sub(permit.num_permits(), Ordering::Relaxed);
    };
    load.tasks(2, |_, mut random| {
        while load.goes_on() {
            match random.below(5) {
                0 => pool.try_acquire().into_iter().for_each(work),
                1 => pool.acquire_timeout(SHORT).into_iter().for_each(work),
                2 => work(pool.acquire_many(PERMITS)),
                3 => {
                    signal.add_permits(1);
                    added.fetch_add(1, Ordering::Relaxed);
                    signal.acquire().forget();
                    added.fetch_sub(1, Ordering::Relaxed);
                }
                _ => work(pool.acquire()),
            }
            load.step();
        }
    });
    assert_eq!((pool.available_permits(), signal.available_permits(), added.into_inner()), (PERMITS, 0, 0));
}

fn levelled_permits(load: &Load) {
    let (pool, count) = (Semaphore::<Outer>::new(1), Mutex::<u64, Inner>::new(0));
    // A message for each time, so that the sum does not come from under the same permit.
    let (told, tells) = bounded(2);
    let sum = thread::scope(|scope| {
        for me in 0..2 {
            let (pool, count, told) = (&pool, &count, told.clone());
            scope.spawn(move || {
                let (mut random, mut times) = (load.random(me), 0_u64);
                root(|cx| {
                    while load.goes_on() {
                        let permit = match random.below(4) {
                            0 => pool.acquire_timeout(cx, SHORT).map(|permit| permit.nest().0),
                            1 => pool.try_acquire(cx).map(|permit| permit.nest().0),
                            2 => Some(pool.acquire_within(cx).expect("nothing interrupts").nest().0),
                            _ => {
                                let (_permit, cx) = pool.acquire(cx).nest();
                                *count.lock(cx) += 1;
                                times += 1;
                                for_a_while();
                                None
                            }
                        };
                        if permit.is_some() {
                            for_a_while();
                        }
                        load.step();
                    }
                });
                told.send(times).expect("the group listens");
            });
        }
        drop(told);
        tells.iter().sum::<u64>()
    });
    root(|cx| assert_eq!(*count.lock(cx), sum));
}
