//! Joins, scopes, wait groups, barriers, condvars.

use super::*;
use crate::channel::{Receiver, bounded_exact};
use crate::{Barrier, Condvar, Mutex, WaitGroup};
use ReportKind::{AllAsleep, Circle};

#[crate::levels]
mod order {
    pub struct Event;
}
use order::Event;

#[test]
fn a_join_under_a_lock() {
    hangs(&[Circle], || {
        let lock: Arc<Mutex<()>> = Arc::default();
        let too = lock.clone();
        let _held = lock.lock();
        join_tasks([task("one", move || drop(too.lock()))]);
    });
    may_hang(&[Circle], || {
        let lock: Arc<Mutex<()>> = Arc::default();
        let too = lock.clone();
        let one = task("one", move || drop(too.lock()));
        let _held = lock.lock();
        join_tasks([one]);
    });
}

/// Each gets the other's handle.
#[test]
fn two_that_join_each_other() {
    hangs(&[Circle], || {
        let ((one, gets_two), (two, gets_one)) = (bounded_exact::<Task>(1), bounded_exact::<Task>(1));
        let group = WaitGroup::new();
        let start = |name, other: Receiver<Task>| {
            let token = group.token();
            task(name, move || {
                other.recv().expect("it is sent").join().expect("no panic");
                drop(token);
            })
        };
        two.send(start("one", gets_two)).expect("it is received");
        one.send(start("two", gets_one)).expect("it is received");
        group.wait();
    });
}

#[test]
fn a_scope_under_a_lock() {
    fn waits(holds: bool) {
        let lock = Mutex::new(());
        crate::thread::scope(|scope| {
            let one = crate::thread::Builder::new().name("one".into());
            one.spawn_scoped(scope, || drop(lock.lock())).expect("it can be spawned");
            if holds {
                std::mem::forget(lock.lock());
            }
        });
    }
    never_hangs(|| waits(false));
    may_hang(&[Circle], || waits(true));
}

/// The last token is dropped while somebody begins to wait for that.
#[test]
fn the_last_token() {
    never_hangs(|| {
        let group = WaitGroup::new();
        let drops = ["one", "two"].map(|name| {
            let token = group.token();
            task(name, move || drop(token))
        });
        group.wait();
        join_tasks(drops);
    });
    never_hangs(|| {
        let group = WaitGroup::<Event>::new();
        let drops = ["one", "two"].map(|name| {
            let token = group.loose_token();
            task(name, move || drop(token.tie()))
        });
        assert_eq!(root(|cx| group.wait(cx)), Ok(()));
        join_tasks(drops);
    });
}

#[test]
fn a_token_and_a_lock() {
    fn beside(lock: Arc<Mutex<()>>, wait: impl FnOnce() + Send + 'static, drops: impl FnOnce() + Send + 'static) {
        let too = lock.clone();
        let waits = task("one", move || {
            let _lock = lock.lock();
            wait();
        });
        let two = task("two", move || {
            drop(too.lock());
            drops();
        });
        join_tasks([waits, two]);
    }
    may_hang(&[AllAsleep], || {
        let group = WaitGroup::new();
        let token = group.token();
        beside(Arc::default(), move || group.wait(), move || drop(token));
    });
    may_hang(&[Circle], || {
        let group = WaitGroup::<Event>::new();
        let lock: Arc<Mutex<()>> = Arc::default();
        let (too, token) = (lock.clone(), group.loose_token());
        let waits = task("one", move || {
            let _lock = lock.lock();
            _ = root(|cx| group.wait(cx));
        });
        let two = task("two", move || {
            let _token = token.tie();
            drop(too.lock());
        });
        join_tasks([waits, two]);
    });
}

#[test]
fn a_barrier() {
    fn comes(barrier: &Arc<Barrier>, lock: Option<&Arc<Mutex<()>>>, name: &str) -> Task {
        let (barrier, lock) = (barrier.clone(), lock.cloned());
        task(name, move || {
            let _lock = lock.as_ref().map(|lock| lock.lock());
            barrier.wait();
        })
    }
    never_hangs(|| {
        let barrier = Arc::new(Barrier::new(2));
        join_tasks(["one", "two"].map(|name| comes(&barrier, None, name)));
    });
    hangs(&[AllAsleep], || {
        let (barrier, lock) = (Arc::new(Barrier::new(2)), Arc::default());
        join_tasks(["one", "two"].map(|name| comes(&barrier, Some(&lock), name)));
    });
    hangs(&[AllAsleep], || {
        let barrier = Arc::new(Barrier::new(3));
        join_tasks(["one", "two"].map(|name| comes(&barrier, None, name)));
    });
}

/// A notification comes as somebody begins to wait: with a condition it is never missed.
#[test]
fn a_notification() {
    fn beside(wait: fn(&Mutex<bool>, &Condvar)) {
        let shared = Arc::new((Mutex::new(false), Condvar::new()));
        let too = shared.clone();
        let waits = task("one", move || wait(&shared.0, &shared.1));
        let notifies = task("two", move || {
            *too.0.lock() = true;
            too.1.notify_one();
        });
        join_tasks([waits, notifies]);
    }
    never_hangs(|| beside(|lock, condvar| condvar.wait_while(&mut lock.lock(), |ready| !*ready)));
    may_hang(&[AllAsleep], || beside(|lock, condvar| condvar.wait(&mut lock.lock())));
}

/// Both are woken by one notification each, and all wait in turn for one lock.
#[test]
fn two_notifications() {
    never_hangs(|| {
        let shared = Arc::new((Mutex::new(0), Condvar::new()));
        let waits = ["one", "two"].map(|name| {
            let shared = shared.clone();
            task(name, move || {
                let mut left = shared.0.lock();
                shared.1.wait_while(&mut left, |left| *left == 0);
                *left -= 1;
            })
        });
        for _ in 0..2 {
            *shared.0.lock() += 1;
            shared.1.notify_one();
        }
        join_tasks(waits);
    });
}
