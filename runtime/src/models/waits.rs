//! Wait groups, barriers, semaphores, condvars.

use super::*;
use crate::watch;
use crate::{Barrier, Condvar, Mutex, Semaphore, WaitGroup};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

#[crate::levels]
mod order {
    pub struct Event;
    #[after(Event)]
    pub struct Data;
}
use order::*;

#[test]
fn a_wait_group_ends_with_its_last_token() {
    check_all(|| {
        let (group, done) = (WaitGroup::new(), Arc::new(AtomicUsize::new(0)));
        for _ in 0..2 {
            let (token, done) = (group.token(), done.clone());
            thread::spawn(move || {
                done.fetch_add(1, SeqCst);
                drop(token);
            });
        }
        let waiter = thread::spawn({
            let group = group.clone();
            move || group.wait()
        });
        group.wait();
        assert_eq!((done.load(SeqCst), group.count()), (2, 0));
        join(waiter);
    });
}

#[test]
fn a_token_that_is_passed_on_keeps_the_group_waiting() {
    check_all(|| {
        let (group, done) = (WaitGroup::new(), Arc::new(AtomicBool::new(false)));
        let (token, last) = (group.token(), done.clone());
        thread::spawn(move || {
            let next = token.clone();
            drop(token);
            thread::spawn(move || {
                last.store(true, SeqCst);
                drop(next);
            });
        });
        group.wait();
        assert!(done.load(SeqCst));
    });
}

/// The wait has seen the first zero, or is not over.
#[test]
fn a_wait_group_used_again_lets_the_first_wait_end() {
    check(|| {
        let group = WaitGroup::new();
        let first = group.token();
        let waiter = thread::spawn({
            let group = group.clone();
            move || group.wait()
        });
        until_asleep(1);
        drop(first);
        let second = group.token();
        join(waiter);
        assert_eq!(group.count(), 1);
        assert!(!group.wait_timeout(Duration::from_secs(1)));
        drop(second);
        group.wait();
    });
}

#[test]
fn a_wait_for_a_group_is_cancelled_or_ends() {
    check(|| {
        let (group, token) = (WaitGroup::<Event>::new(), CancelToken::new());
        let promise = group.loose_token();
        let waiter = thread::spawn({
            let (group, token) = (group.clone(), token.child());
            move || under(&token, |cx| group.wait(cx))
        });
        let dropped = thread::spawn(move || drop(promise));
        join(cancels(&token));
        assert!([Ok(()), Err(enough())].contains(&join(waiter)));
        join(dropped);
        assert_eq!(under(&token, |cx| group.wait(cx)), Ok(()), "what is ready wins");
    });
}

#[test]
fn a_barrier_releases_all_with_one_leader() {
    check_all(|| {
        let barrier = Arc::new(Barrier::new(3));
        let tasks = [(); 3].map(|()| {
            let barrier = barrier.clone();
            thread::spawn(move || [(); 2].map(|()| barrier.wait().is_leader()))
        });
        let leaders = join_all(tasks);
        for round in 0..2 {
            assert_eq!(leaders.iter().filter(|task| task[round]).count(), 1);
        }
    });
}

/// Comes to the barrier, whoever has a part in it.
fn arrive<H>(barrier: &Barrier<Event>, _: &mut crate::Cx<H>) -> Result<crate::BarrierWaitResult, crate::Interrupt> {
    barrier.arrive(&crate::limits::Limits::current(), here(), crate::deadlock::Breaks)
}

/// One may give up as the last one comes: they go together, or the last one waits for another.
#[test]
fn nobody_passes_a_barrier_with_one_missing() {
    check(|| {
        let (barrier, token) = (Arc::new(Barrier::<Event>::new(2)), CancelToken::new());
        let passed = Arc::new(AtomicBool::new(false));
        let fickle = thread::spawn({
            let (barrier, token) = (barrier.clone(), token.child());
            move || under(&token, |cx| arrive(&barrier, cx))
        });
        let patient = thread::spawn({
            let (barrier, passed) = (barrier.clone(), passed.clone());
            move || {
                root(|cx| arrive(&barrier, cx)).expect("nothing ends it early");
                passed.store(true, SeqCst);
            }
        });
        let cancelled = cancels(&token);
        if let Err(interrupt) = join(fickle) {
            assert_eq!(interrupt, enough());
            // Whoever passes passes with somebody.
            for _ in 0..4 {
                thread::yield_now();
                assert!(!passed.load(SeqCst), "released with one missing");
            }
            root(|cx| arrive(&barrier, cx)).expect("nothing ends it early");
        }
        join(patient);
        join(cancelled);
        let more = [(); 2].map(|()| {
            let barrier = barrier.clone();
            thread::spawn(move || root(|cx| arrive(&barrier, cx)).expect("nothing ends it early").is_leader())
        });
        assert_eq!(join_all(more).iter().filter(|leader| **leader).count(), 1);
    });
}

#[test]
fn permits_are_given_out_in_turn() {
    check(|| {
        let semaphore = Arc::new(Semaphore::new(1));
        let served = Arc::new(AtomicUsize::new(0));
        let permit = semaphore.acquire();
        let tasks = [1, 2].map(|turn| {
            let (semaphore, served) = (semaphore.clone(), served.clone());
            let task = thread::spawn(move || {
                let _permit = semaphore.acquire();
                assert_eq!(served.fetch_add(1, SeqCst) + 1, turn);
            });
            until_asleep(turn);
            task
        });
        drop(permit);
        // Whoever comes now is the last.
        let _third = semaphore.acquire();
        assert_eq!(served.load(SeqCst), 2);
        join_all(tasks);
    });
}

#[test]
fn nobody_overtakes_who_wants_more() {
    check(|| {
        let semaphore = Arc::new(Semaphore::new(1));
        let wants_two = thread::spawn({
            let semaphore = semaphore.clone();
            move || drop(semaphore.acquire_many(2))
        });
        until_asleep(1);
        assert!(semaphore.try_acquire().is_none());
        semaphore.add_permits(1);
        join(wants_two);
        assert_eq!(semaphore.available_permits(), 2);
    });
}

/// A permit comes as the first in the queue is cancelled, another one as the second runs out of time: both reach somebody.
#[test]
fn no_permit_is_lost_by_who_gives_up() {
    check(|| {
        let (semaphore, token) = (Arc::new(Semaphore::<Event>::new(0)), CancelToken::new());
        let cancelled = thread::spawn({
            let (semaphore, token) = (semaphore.clone(), token.child());
            move || under(&token, |cx| semaphore.acquire_within(cx).map(drop))
        });
        let hasty = thread::spawn({
            let semaphore = semaphore.clone();
            move || root(|cx| semaphore.acquire_timeout(cx, Duration::from_millis(1)).map(drop))
        });
        let patient = thread::spawn({
            let semaphore = semaphore.clone();
            move || root(|cx| drop(semaphore.acquire(cx)))
        });
        let cancels = cancels(&token);
        semaphore.add_permits(1);
        join(patient);
        join(cancels);
        assert!([Ok(()), Err(enough())].contains(&join(cancelled)));
        join(hasty);
        assert_eq!(semaphore.available_permits(), 1);
        root(|cx| assert!(semaphore.try_acquire(cx).is_some(), "somebody is left in the queue"));
    });
}

/// Who wants more than there is keeps those behind waiting; when it gives up, they must be woken.
#[test]
fn who_gives_up_lets_those_behind_pass() {
    check(|| {
        let (semaphore, token) = (Arc::new(Semaphore::<Event>::new(1)), CancelToken::new());
        let cancelled = thread::spawn({
            let (semaphore, limits) = (semaphore.clone(), limits(&token));
            move || semaphore.take_within(watch::current(), here(), 2, &limits, crate::deadlock::Breaks).map(drop)
        });
        let patient = [(); 2].map(|()| {
            let semaphore = semaphore.clone();
            thread::spawn(move || root(|cx| drop(semaphore.acquire(cx))))
        });
        let cancels = cancels(&token);
        join_all(patient);
        assert_eq!(join(cancelled), Err(enough()));
        join(cancels);
        assert_eq!(semaphore.available_permits(), 1);
    });
}

#[test]
fn no_notification_is_lost() {
    check_all(|| {
        let shared = Arc::new((Mutex::new(0), Condvar::new()));
        for _ in 0..2 {
            let shared = shared.clone();
            thread::spawn(move || {
                *shared.0.lock() += 1;
                shared.1.notify_one();
            });
        }
        let mut count = shared.0.lock();
        shared.1.wait_while(&mut count, |count| *count < 2);
        assert_eq!(*count, 2);
    });
}

#[test]
fn a_wait_for_a_condition_is_cancelled_or_ends() {
    check(|| {
        let shared = Arc::new((Mutex::<_, Data>::new(false), Condvar::<Data>::new()));
        let token = CancelToken::new();
        let waiter = thread::spawn({
            let (shared, token) = (shared.clone(), token.child());
            move || under(&token, |cx| shared.1.lock_when(cx, &shared.0, |ready| *ready).map(|ready| assert!(*ready)))
        });
        let notifies = thread::spawn({
            let shared = shared.clone();
            move || {
                root(|cx| *shared.0.lock(cx) = true);
                shared.1.notify_all();
            }
        });
        join(cancels(&token));
        assert!([Ok(()), Err(enough())].contains(&join(waiter)));
        join(notifies);
        root(|cx| assert!(*shared.0.lock(cx), "the mutex is free"));
    });
}
