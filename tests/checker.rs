//! The run-time checker: what is reported, and what is not.
#![cfg(any(debug_assertions, feature = "checked"))]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Barrier, mpsc};
use unhang::{Mutex, MutexGuard, RwLock, thread};

/// Runs `f`, which must end in a report, and returns its text.
fn report<R>(f: impl FnOnce() -> R) -> String {
    let payload = catch_unwind(AssertUnwindSafe(f)).err().expect("a report");
    *payload.downcast::<String>().expect("a message")
}

/// The text of whichever of these panicked.
fn either<A, B>(one: thread::Result<A>, other: thread::Result<B>) -> String {
    let payload = one.err().or(other.err()).expect("a report");
    *payload.downcast::<String>().expect("a message")
}

#[track_caller]
fn says(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "{part:?} is not in:\n{text}");
    }
}

#[test]
fn a_double_lock() {
    let lock = Mutex::new(1);
    let guard = lock.lock();
    let text = report(|| lock.lock());
    says(&text, &["`a_double_lock` waits for mutex #", "which it holds itself", "double lock (proven)", "checker.rs"]);
    assert_eq!(*guard, 1, "the first guard is untouched");
    drop(guard);
    assert_eq!(*lock.lock(), 1);
}

#[test]
fn a_forgotten_guard_of_ones_own() {
    let lock = Mutex::new(1);
    std::mem::forget(lock.lock());
    says(&report(|| lock.lock()), &["which it holds itself"]);
    // SAFETY: this thread holds the lock, through a guard that was forgotten.
    unsafe { lock.force_unlock() };
    assert_eq!(*lock.lock(), 1);
}

#[test]
fn a_forgotten_guard_of_a_task_that_ended() {
    let lock = Arc::new(Mutex::new(1));
    let theirs = lock.clone();
    thread::spawn(move || std::mem::forget(theirs.lock())).join().expect("no panic");
    says(&report(|| lock.lock()), &["nobody will give back", "has ended", "orphan (proven)"]);
}

#[test]
fn opposite_orders_that_meet() {
    let (a, b) = (Arc::new(Mutex::new('a')), Arc::new(Mutex::new('b')));
    let both_hold = Arc::new(Barrier::new(2));
    let (their_a, their_b, they_hold) = (a.clone(), b.clone(), both_hold.clone());
    let other = thread::Builder::new().name("other".into());
    let other = other.spawn(move || {
        let _b = their_b.lock();
        they_hold.wait();
        let _a = their_a.lock();
    });
    let mine = catch_unwind(AssertUnwindSafe(|| {
        let _a = a.lock();
        both_hold.wait();
        let _b = b.lock();
    }));
    let text = either(mine, other.expect("a thread").join());
    // Who comes second sees the circle, or, if the first is still on its way to wait, the conflict of orders.
    assert!(text.contains("wait for one another") || text.contains("the other way round"), "{text}");
    says(&text, &["`other`", "holds mutex #"]);
}

#[test]
fn a_circle_of_waiting_tasks() {
    const TASKS: usize = 5;
    let locks: Vec<_> = (0..TASKS).map(|_| Arc::new(Mutex::new(()))).collect();
    let all_hold = Arc::new(Barrier::new(TASKS));
    let tasks: Vec<_> = (0..TASKS)
        .map(|i| {
            let (mine, next, all_hold) = (locks[i].clone(), locks[(i + 1) % TASKS].clone(), all_hold.clone());
            thread::spawn(move || {
                let _mine = mine.try_lock().expect("nobody else wants it first");
                all_hold.wait();
                let _next = next.lock();
            })
        })
        .collect();
    let texts: Vec<String> = tasks.into_iter().filter_map(|task| task.join().err()).map(|e| *e.downcast().expect("text")).collect();
    assert_eq!(texts.len(), 1, "one panics, and the others go on: {texts:?}");
    // The order of the first four waits may close a learned circle before the fifth closes the real one.
    assert!(texts[0].contains("wait for one another") || texts[0].contains("the other way round"), "{}", texts[0]);
}

#[test]
fn a_join_under_a_lock() {
    let lock = Arc::new(Mutex::new(1));
    let guard = lock.lock();
    let theirs = lock.clone();
    let worker = thread::Builder::new().name("worker".into()).spawn(move || *theirs.lock() += 1).expect("a thread");
    let joined = catch_unwind(AssertUnwindSafe(|| worker.join()));
    drop(guard);
    let text = match joined {
        Ok(joined) => *joined.expect_err("a report").downcast::<String>().expect("text"),
        Err(mine) => *mine.downcast::<String>().expect("text"),
    };
    says(&text, &["the end of `worker`", "wait for one another", "= help: release mutex #", "before the join at"]);
}

#[test]
fn an_order_is_learned() {
    let (a, b) = (Mutex::new('a'), Mutex::new('b'));
    {
        let _a = a.lock();
        let _b = b.lock();
    }
    let _b = b.lock();
    let text = report(|| a.lock());
    says(&text, &["the other way round", "learned order (potential)"]);
    assert_eq!(text.matches("  --> ").count(), 2, "both places: {text}");
    drop(a.lock());
}

#[test]
fn the_order_of_three_locks_is_learned() {
    let (a, b, c) = (Mutex::new('a'), Mutex::new('b'), Mutex::new('c'));
    drop((a.lock(), b.lock()));
    drop((b.lock(), c.lock()));
    let _c = c.lock();
    let text = report(|| a.lock());
    assert_eq!(text.matches("  --> ").count(), 3, "{text}");
}

#[test]
fn quiet_a_gate_lock() {
    let (gate, a, b) = (Mutex::new(()), Mutex::new('a'), Mutex::new('b'));
    drop((gate.lock(), a.lock(), b.lock()));
    drop((gate.lock(), b.lock(), a.lock()));
}

#[test]
fn quiet_a_try_lock() {
    let (a, b) = (Mutex::new('a'), Mutex::new('b'));
    drop((a.lock(), b.lock()));
    drop((b.lock(), a.try_lock().expect("free")));
    assert!(a.try_lock_for(std::time::Duration::from_millis(1)).is_some());
}

#[test]
fn quiet_an_order_that_a_join_separates() {
    let (a, b) = (Arc::new(Mutex::new('a')), Arc::new(Mutex::new('b')));
    drop((a.lock(), b.lock()));
    let (their_a, their_b) = (a.clone(), b.clone());
    thread::spawn(move || drop((their_b.lock(), their_a.lock()))).join().expect("after the first, before the last");
}

#[test]
fn quiet_hand_over_hand() {
    let list: Vec<_> = (0..50).map(Mutex::new).collect();
    for _ in 0..2 {
        let mut previous: Option<MutexGuard<'_, i32>> = None;
        for node in &list {
            let guard = node.lock();
            assert!(previous.replace(guard).is_none_or(|before| *before + 1 == *previous.as_deref().expect("just set")));
        }
    }
}

#[test]
fn quiet_readers_who_pass_a_writer() {
    let (a, b) = (RwLock::new('a'), Mutex::new('b'));
    drop((a.read(), b.lock()));
    drop((b.lock(), a.read_recursive()));
}

#[test]
fn quiet_readers_only() {
    let (a, b, c) = (RwLock::new('a'), RwLock::new('b'), Mutex::new('c'));
    drop((a.read(), b.read()));
    drop((b.read(), a.read()));
    drop((a.read(), c.lock()));
    drop((c.lock(), a.read()));
}

#[test]
fn two_reads_in_different_orders_with_a_writer_between() {
    let (a, b) = (RwLock::new('a'), Mutex::new('b'));
    *a.write() = 'c';
    drop((a.read(), b.lock()));
    let _b = b.lock();
    says(&report(|| a.read()), &["the other way round", "learned order (potential)"]);
}

#[test]
fn two_reads_with_a_writer_between() {
    let lock = Arc::new(RwLock::new(1));
    let first = lock.try_read().expect("free");
    let text = report(|| lock.read());
    says(&text, &["which it reads already", "recursive read (potential)", "read_recursive"]);
    assert_eq!(*lock.read_recursive(), *first);
}

#[test]
fn everything_works_again_after_a_panic() {
    let (a, b) = (Mutex::new(1), Mutex::new(2));
    for _ in 0..3 {
        report(|| {
            let _a = a.lock();
            let _b = b.lock();
            panic!("{}", String::from("while holding"));
        });
        assert_eq!((*a.lock(), *b.lock()), (1, 2));
    }
}

#[test]
fn out_of_order_release() {
    let (a, b, c) = (Mutex::new(1), Mutex::new(2), Mutex::new(3));
    for _ in 0..2 {
        let (x, y) = (a.lock(), b.lock());
        drop(x);
        let z = c.lock();
        drop(y);
        drop(z);
    }
    let held = c.lock();
    says(&report(|| b.lock()), &["the other way round"]);
    drop(held);
    drop((a.lock(), b.lock()));
}

#[test]
fn unlocked_and_bump_give_the_lock_away_and_take_it_back() {
    let lock = Arc::new(Mutex::new(0));
    let (tell, told) = mpsc::channel();
    let mut guard = lock.lock();
    let theirs = lock.clone();
    let other = thread::spawn(move || {
        *theirs.lock() += 1;
        tell.send(()).expect("somebody listens");
    });
    MutexGuard::unlocked(&mut guard, || told.recv().expect("the other has been here"));
    assert_eq!(*guard, 1);
    MutexGuard::bump(&mut guard);
    drop(guard);
    other.join().expect("no panic");
    says(&report(|| (lock.lock(), lock.lock())), &["which it holds itself"]);
}
