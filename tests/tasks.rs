//! Tasks with contexts, and std's threads without.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread as std_thread;
use unhang::{Builder, Cx, Mutex, Unheld, root, scope, spawn, spawn_after, thread};

#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
    #[after(Journal)]
    pub struct Log;
}
use order::*;

static ACCOUNTS: Mutex<i32, Accounts> = Mutex::new(0);

#[test]
fn spawn_and_join() {
    root(|cx| {
        let worker = spawn(|cx: &mut Cx<Unheld>| {
            *ACCOUNTS.lock(cx) += 1;
            "done"
        });
        assert_eq!(worker.join(cx).expect("no panic"), "done");
        assert!(*ACCOUNTS.lock(cx) > 0);
    });
}

#[test]
fn a_panic_reaches_the_joiner() {
    root(|cx| {
        let payload = spawn(|_| std::panic::panic_any(7)).join(cx).expect_err("it panicked");
        assert_eq!(payload.downcast_ref(), Some(&7));
    });
    let payload = thread::spawn(|| std::panic::panic_any("text")).join().expect_err("it panicked");
    assert_eq!(payload.downcast_ref(), Some(&"text"));
}

#[test]
fn a_task_above_what_is_held_can_be_joined_under_it() {
    let (accounts, log) = (Mutex::<_, Accounts>::new(1), Mutex::<_, Log>::new(0));
    let log = std::sync::Arc::new(log);
    root(|cx| {
        let theirs = log.clone();
        let worker = spawn_after(move |cx: &mut Cx<Accounts>| *theirs.lock(cx) += 1);
        let (_accounts, cx) = accounts.lock(cx).nest();
        worker.join(cx).expect("no panic");
        assert_eq!(*log.lock(cx), 1);
    });
}

#[test]
fn a_scope_starts_from_what_its_owner_holds() {
    let (accounts, journal) = (Mutex::<_, Accounts>::new(5), Mutex::<_, Journal>::new(vec![]));
    root(|cx| {
        let (accounts, cx) = accounts.lock(cx).nest();
        let sum: i32 = scope(cx, |scope, cx| {
            let tasks: Vec<_> = (0..4)
                .map(|i| {
                    let (journal, accounts) = (&journal, &*accounts);
                    scope.spawn(move |cx| {
                        journal.lock(cx).push(i);
                        scope.spawn(move |cx| journal.lock(cx).push(i + 10));
                        accounts + i
                    })
                })
                .collect();
            tasks.into_iter().map(|task| task.join(cx).expect("no panic")).sum()
        });
        assert_eq!(sum, 5 * 4 + 6);
    });
    let mut entries = journal.into_inner();
    entries.sort_unstable();
    assert_eq!(entries, [0, 1, 2, 3, 10, 11, 12, 13]);
}

#[test]
fn a_scope_passes_on_the_panic_of_a_task_that_was_not_joined() {
    let result = std::panic::catch_unwind(|| root(|cx| scope(cx, |scope, _| drop(scope.spawn(|_| panic!("on purpose"))))));
    assert_eq!(result.unwrap_err().downcast_ref(), Some(&"a scoped thread panicked"));
    let after = std_thread::spawn(|| root(|_| ())).join();
    assert!(after.is_ok());
    root(|_| ());
}

#[test]
fn names_and_stack_sizes() {
    root(|cx| {
        let named = Builder::new().name("clerk".into()).stack_size(128 * 1024);
        let clerk = named.spawn(|_| std_thread::current().name().map(str::to_owned)).expect("a thread");
        assert_eq!(clerk.thread().name(), Some("clerk"));
        assert_eq!(clerk.join(cx).expect("no panic").as_deref(), Some("clerk"));
        scope(cx, |scope, cx| {
            let scoped = Builder::new().name("scoped".into()).spawn_scoped(scope, |_| std_thread::current().name().map(str::to_owned));
            assert_eq!(scoped.expect("a thread").join(cx).expect("no panic").as_deref(), Some("scoped"));
        });
    });
}

#[test]
fn threads_without_contexts_are_stds() {
    let ran = AtomicUsize::new(0);
    let sum = thread::scope(|scope| {
        let tasks: Vec<_> = (0..3)
            .map(|i| {
                let ran = &ran;
                scope.spawn(move || {
                    scope.spawn(|| ran.fetch_add(1, Ordering::Relaxed));
                    i
                })
            })
            .collect();
        tasks.into_iter().map(|task| task.join().expect("no panic")).sum::<i32>()
    });
    assert_eq!((sum, ran.into_inner()), (3, 3));
    let named = thread::Builder::new().name("named".into()).spawn(|| thread::current().name().map(str::to_owned));
    assert_eq!(named.expect("a thread").join().expect("no panic").as_deref(), Some("named"));
}

#[test]
fn a_second_root_is_refused() {
    let second = std::panic::catch_unwind(|| root(|_| root(|_| ())));
    assert!(second.unwrap_err().downcast_ref::<&str>().expect("text").contains("a second root on one thread"));
    let in_task = root(|cx| spawn(|_| root(|_| ())).join(cx));
    assert!(in_task.is_err());
    assert_eq!(root(|_| 3), 3, "the thread may have another root when the first has ended");
}

#[unhang::acquires(Accounts)]
fn entered() -> i32 {
    *ACCOUNTS.lock(cx)
}

#[cfg(any(debug_assertions, feature = "checked"))]
#[test]
fn a_floor_counts_at_boundaries() {
    root(|cx| {
        let text = spawn_after(|_: &mut Cx<Accounts>| entered()).join(cx).expect_err("a report");
        let text = text.downcast::<String>().expect("text");
        assert!(text.contains("this task's parent holds `Accounts`"), "{text}");
        assert!(spawn(|_| entered()).join(cx).is_ok());
    });
}
