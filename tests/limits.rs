//! Deadlines and cancellation.

use std::error::Error;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Barrier};
use std::thread as std_thread;
use std::time::{Duration, Instant};
use unhang::{CancelToken, Cx, Interrupt, Mutex, RwLock, Unheld, UpTo, is_checked, root, scope, spawn, thread};

#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
}
use order::*;

const HOUR: Duration = Duration::from_secs(3600);
const MOMENT: Duration = Duration::from_millis(20);

fn because(reason: &str) -> Interrupt {
    Interrupt::Cancelled(Some(reason.into()))
}

/// Runs `f` while another thread is in the wait that it gives to `hold`.
fn while_another<R>(hold: impl FnOnce(&mut Cx<Unheld>, &dyn Fn()) + Send, f: impl FnOnce() -> R) -> R {
    let (held, is_held) = channel();
    let (done, is_done): (Sender<()>, Receiver<()>) = channel();
    std_thread::scope(|scope| {
        scope.spawn(move || {
            let wait = || {
                held.send(()).unwrap();
                let _ = is_done.recv();
            };
            root(|cx| hold(cx, &wait));
        });
        is_held.recv().unwrap();
        let _done = done;
        f()
    })
}

/// Fails where `f` hangs.
fn in_a_minute(f: impl FnOnce() + Send + 'static) {
    let (done, is_done) = channel();
    std_thread::spawn(move || {
        f();
        done.send(()).unwrap();
    });
    is_done.recv_timeout(Duration::from_secs(60)).expect("it panicked, or a wait did not end");
}

#[test]
fn the_earlier_deadline_counts() {
    root(|cx| {
        assert_eq!((cx.deadline(), cx.remaining()), (None, None));
        cx.with_timeout(HOUR, |cx| {
            let outer = cx.deadline().unwrap();
            cx.with_timeout(2 * HOUR, |cx| assert_eq!(cx.deadline(), Some(outer)));
            cx.with_timeout(HOUR / 2, |cx| assert!(cx.deadline().unwrap() < outer && cx.remaining().unwrap() <= HOUR / 2));
            cx.with_timeout(Duration::MAX, |cx| assert_eq!(cx.deadline(), Some(outer)));
            assert_eq!(cx.deadline(), Some(outer));
            assert!(!cx.is_cancelled());
        });
        assert_eq!(cx.deadline(), None);
        cx.with_timeout(Duration::MAX, |cx| assert_eq!(cx.deadline(), None));
    });
}

#[test]
fn a_deadline_that_has_passed_ends_everything() {
    let accounts = Mutex::<_, Accounts>::new(1);
    root(|cx| {
        cx.with_deadline(Instant::now(), |cx| {
            assert!(cx.is_cancelled());
            assert_eq!(cx.checkpoint(), Err(Interrupt::Deadline));
            assert_eq!(cx.remaining(), Some(Duration::ZERO));
            assert_eq!(accounts.lock_within(cx).err(), Some(Interrupt::Deadline));
            assert_eq!(*accounts.lock(cx), 1);
        });
        assert_eq!(cx.checkpoint(), Ok(()));
    });
}

#[test]
fn limits_end_with_a_panic() {
    let token = CancelToken::new();
    root(|cx| {
        let unwound = catch_unwind(AssertUnwindSafe(|| {
            cx.with_timeout(HOUR, |cx| cx.with_token(&token, |_| panic!("on purpose")));
        }));
        assert!(unwound.is_err());
        token.cancel();
        assert_eq!((cx.deadline(), cx.is_cancelled()), (None, false));
        let mut made = None;
        let unwound = catch_unwind(AssertUnwindSafe(|| {
            cx.cancellable(|_, token| {
                made = Some(token.clone());
                panic!("on purpose");
            });
        }));
        assert!(unwound.is_err() && made.unwrap().is_cancelled());
    });
}

#[test]
fn a_function_without_a_context_has_them_and_a_root_has_not() {
    #[unhang::acquires(Accounts)]
    fn entered() -> Option<Instant> {
        cx.deadline()
    }
    #[unhang::acquires(Accounts)]
    fn entered_above_a_root() {
        cx.with_timeout(HOUR, |cx| {
            assert_eq!(root(|cx| cx.deadline()), None);
            assert!(cx.deadline().is_some());
        });
    }
    root(|cx| cx.with_timeout(HOUR, |cx| assert_eq!(entered(), cx.deadline())));
    entered_above_a_root();
}

#[test]
fn a_child_is_cancelled_with_its_parent_and_not_the_other_way_round() {
    let token = CancelToken::new();
    let (first, second) = (token.child(), token.child().child());
    first.cancel_because("no more need");
    assert!(!token.is_cancelled() && !second.is_cancelled());
    token.cancel_because("the end");
    token.cancel_because("too late");
    assert_eq!(first.reason().as_deref(), Some("no more need"));
    assert_eq!(second.reason().as_deref(), Some("the end"));
    assert_eq!(second.child().reason().as_deref(), Some("the end"));
}

#[test]
fn a_guard_cancels_unless_it_is_disarmed() {
    let token = CancelToken::new();
    assert!(!token.drop_guard().disarm().is_cancelled());
    drop(token.drop_guard());
    assert_eq!(format!("{token:?}"), r#"CancelToken { cancelled: true, reason: Some("its scope has ended") }"#);
}

#[test]
fn an_interrupt_says_why() {
    let said: [&dyn Error; 3] = [&because("enough"), &Interrupt::Cancelled(None), &Interrupt::Deadline];
    assert_eq!(said.map(ToString::to_string), ["cancelled: enough", "cancelled", "the deadline has passed"]);
}

#[test]
fn a_cancellable_part_ends_with_its_closure() {
    root(|cx| {
        let token = cx.cancellable(|cx, outer| {
            let inner = cx.cancellable(|cx, inner| {
                assert!(!cx.is_cancelled());
                inner.clone()
            });
            assert!(inner.is_cancelled() && !outer.is_cancelled());
            cx.cancellable(|cx, _| {
                outer.cancel_because("enough");
                assert_eq!(cx.checkpoint(), Err(because("enough")));
            });
            outer.clone()
        });
        assert_eq!(token.reason().as_deref(), Some("enough"));
        assert!(!cx.is_cancelled());
    });
}

#[test]
fn a_token_from_elsewhere_counts_beside_the_one_in_force() {
    let elsewhere = CancelToken::new();
    root(|cx| {
        cx.cancellable(|cx, here| {
            cx.with_token(&elsewhere, |cx| {
                assert_eq!(cx.checkpoint(), Ok(()));
                cx.with_token(&elsewhere, |cx| assert_eq!(cx.checkpoint(), Ok(())));
                here.cancel_because("here");
                assert_eq!(cx.checkpoint(), Err(because("here")));
            });
        });
        assert!(!elsewhere.is_cancelled());
        elsewhere.cancel_because("elsewhere");
        cx.with_token(&elsewhere, |cx| assert_eq!(cx.checkpoint(), Err(because("elsewhere"))));
    });
}

#[test]
fn a_wait_for_a_mutex_ends_at_the_deadline() {
    let (accounts, journal) = (Mutex::<_, Accounts>::new(0), Mutex::<_, Journal>::new(1));
    let hold = |cx: &mut Cx<Unheld>, wait: &dyn Fn()| {
        let _journal = journal.lock(cx);
        wait();
    };
    while_another(hold, || {
        root(|cx| {
            let start = Instant::now();
            let late = cx.with_timeout(MOMENT, |cx| journal.lock_within(cx).err());
            assert_eq!(late, Some(Interrupt::Deadline));
            assert!(start.elapsed() >= MOMENT);
            let late = cx.cancellable(|cx, _| cx.with_timeout(MOMENT, |cx| journal.lock_within(cx).err()));
            assert_eq!(late, Some(Interrupt::Deadline));
            // What was not taken does not count as held.
            *accounts.lock(cx) += 1;
        });
    });
    root(|cx| {
        cx.with_timeout(HOUR, |cx| {
            let (mut accounts, cx) = accounts.lock_within(cx).unwrap().nest();
            *accounts += *journal.lock_within(cx).unwrap();
        });
        assert_eq!(*accounts.lock_within(cx).unwrap(), 2);
    });
}

#[test]
fn a_wait_for_a_mutex_ends_by_a_cancellation() {
    let (journal, scratch) = (Mutex::<_, Journal>::new(0), Mutex::new(0));
    let hold = |cx: &mut Cx<Unheld>, wait: &dyn Fn()| {
        let (_journal, _scratch) = (journal.lock(cx), scratch.lock());
        wait();
    };
    while_another(hold, || {
        root(|cx| {
            cx.cancellable(|cx, token| {
                let cancel = std_thread::spawn({
                    let token = token.clone();
                    move || token.cancel_because("enough")
                });
                assert_eq!(journal.lock_within(cx).err(), Some(because("enough")));
                assert_eq!(scratch.lock_within().err(), Some(because("enough")));
                cancel.join().unwrap();
            });
            cx.with_timeout(MOMENT, |_| assert_eq!(scratch.lock_within().err(), Some(Interrupt::Deadline)));
        });
    });
    root(|cx| cx.cancellable(|_, _| assert_eq!(*scratch.lock_within().unwrap(), 0)));
}

#[test]
fn waits_for_a_reader_writer_lock_end() {
    let lock = RwLock::<_, Journal>::new(0);
    let read = |cx: &mut Cx<Unheld>| lock.read_within(cx).err();
    let upgradable_read = |cx: &mut Cx<Unheld>| lock.upgradable_read_within(cx).err();
    let write = |cx: &mut Cx<Unheld>| lock.write_within(cx).err();
    let all =
        |cx: &mut Cx<Unheld>| [cx.with_timeout(MOMENT, read), cx.with_timeout(MOMENT, upgradable_read), cx.with_timeout(MOMENT, write)];
    let (each, each_with_a_token) = (|| root(all), || root(|cx| cx.cancellable(|cx, _| all(cx))));

    let by_writer = |cx: &mut Cx<Unheld>, wait: &dyn Fn()| {
        let _writer = lock.write(cx);
        wait();
    };
    let by_upgradable_reader = |cx: &mut Cx<Unheld>, wait: &dyn Fn()| {
        let _reader = lock.upgradable_read(cx);
        wait();
    };
    let by_reader = |cx: &mut Cx<Unheld>, wait: &dyn Fn()| {
        let _reader = lock.read(cx);
        wait();
    };
    const LATE: Option<Interrupt> = Some(Interrupt::Deadline);
    assert_eq!(while_another(by_writer, each), [LATE; 3]);
    assert_eq!(while_another(by_upgradable_reader, each), [None, LATE, LATE]);
    assert_eq!(while_another(by_reader, each), [None, None, LATE]);
    assert_eq!(while_another(by_reader, each_with_a_token), [None, None, LATE]);
    assert_eq!(root(|cx| [read(cx), upgradable_read(cx), write(cx)]), [const { None }; 3]);
}

#[test]
fn reader_writer_locks_without_a_level_take_no_context() {
    let lock = RwLock::new(0);
    let taken =
        || [lock.read_within().err(), lock.upgradable_read_within().err(), lock.write_within().err()].map(|refused| refused.is_none());
    root(|cx| {
        assert_eq!(taken(), [true; 3]);
        assert_eq!(cx.with_timeout(HOUR, |_| taken()), [true; 3]);
        assert_eq!(cx.with_timeout(Duration::ZERO, |_| taken()), [false; 3]);
    });
}

#[test]
fn a_lock_comes_when_it_is_free() {
    let journal = Mutex::<_, Journal>::new(0);
    in_a_minute(move || {
        std_thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| root(|cx| cx.cancellable(|cx, _| (0..2_000).for_each(|_| *journal.lock_within(cx).unwrap() += 1))));
            }
        });
        root(|cx| assert_eq!(*journal.lock(cx), 8_000));
    });
}

#[test]
fn the_order_is_checked_under_limits_too() {
    let (first, second) = (Mutex::new(0), Mutex::new(0));
    {
        let _first = first.lock();
        let _second = second.lock_within();
    }
    let backwards = || {
        root(|cx| {
            cx.with_timeout(HOUR, |_| {
                let _second = second.lock();
                assert_eq!(first.lock_within().map(|first| *first), Ok(0));
            });
        });
    };
    assert_eq!(catch_unwind(AssertUnwindSafe(backwards)).is_err(), is_checked());
}

#[test]
fn a_task_has_the_limits_of_its_spawn() {
    in_a_minute(|| {
        root(|cx| {
            let (task, deadline) = cx.with_timeout(HOUR, |cx| (spawn(|cx| cx.deadline()), cx.deadline()));
            assert_eq!(task.join(cx).unwrap(), deadline);
            let task = cx.with_timeout(HOUR, |_| thread::spawn(|| root(|cx| cx.deadline())));
            assert_eq!(task.join().unwrap(), None);
            assert_eq!(spawn(|cx| cx.deadline()).join(cx).unwrap(), None);
        });
    });
}

/// Waits until the token in force is cancelled.
fn until_cancelled(cx: &mut Cx<Unheld>) -> Interrupt {
    loop {
        match cx.checkpoint() {
            Ok(()) => std_thread::yield_now(),
            Err(interrupt) => return interrupt,
        }
    }
}

#[test]
fn a_task_that_is_left_behind_ends_with_its_scope() {
    in_a_minute(|| {
        root(|cx| {
            let task = cx.cancellable(|_, _| spawn(until_cancelled));
            assert_eq!(task.join(cx).unwrap(), because("its scope has ended"));
        });
    });
}

#[test]
fn a_cancelled_scope_wakes_all_its_waits() {
    in_a_minute(|| {
        let journal = Mutex::<_, Journal>::new(0);
        let hold = |cx: &mut Cx<Unheld>, wait: &dyn Fn()| {
            let _journal = journal.lock(cx);
            wait();
        };
        let ended: Vec<_> = while_another(hold, || {
            root(|cx| {
                cx.cancellable(|cx, token| {
                    scope(cx, |scope, cx| {
                        let tasks: Vec<_> = (0..4).map(|_| scope.spawn(|cx| journal.lock_within(cx).err())).collect();
                        token.cancel_because("enough");
                        tasks.into_iter().map(|task| task.join(cx).unwrap()).collect()
                    })
                })
            })
        });
        assert_eq!(ended, vec![Some(because("enough")); 4]);
    });
}

#[test]
fn a_join_ends_early_and_the_handle_comes_back() {
    in_a_minute(|| {
        root(|cx| {
            let (go, wait) = channel::<()>();
            let task = spawn(move |_| wait.recv().is_err());
            let unjoined = cx.with_timeout(MOMENT, |cx| task.join_within(cx)).unwrap_err();
            assert_eq!(unjoined.to_string(), "not joined: the deadline has passed");
            let unjoined = cx.cancellable(|cx, token| {
                token.cancel();
                unjoined.handle.join_within(cx).unwrap_err()
            });
            assert_eq!(unjoined.interrupt, Interrupt::Cancelled(None));
            drop(go);
            let joined = cx.with_timeout(HOUR, |cx| unjoined.handle.join_within(cx)).unwrap();
            assert!(joined.unwrap());
        });
    });
}

#[test]
fn a_join_within_limits_returns_what_a_join_does() {
    in_a_minute(|| {
        root(|cx| {
            assert_eq!(spawn(|_| 7).join_within(cx).unwrap().unwrap(), 7);
            cx.cancellable(|cx, _| {
                let payload = spawn(|_| std::panic::panic_any(7)).join_within(cx).unwrap().unwrap_err();
                assert_eq!(payload.downcast_ref(), Some(&7));
                let sum = scope(cx, |scope, cx| scope.spawn(|_| 7).join_within(cx).unwrap().unwrap());
                assert_eq!(sum, 7);
            });
            let late = cx.with_timeout(Duration::ZERO, |cx| {
                scope(cx, |scope, cx| scope.spawn(|_| ()).join_within(cx).unwrap_err().interrupt.clone())
            });
            assert_eq!(late, Interrupt::Deadline);
        });
    });
}

/// A task ends, and its join is cancelled, at the same time.
#[test]
fn no_join_is_lost_in_a_race_with_a_cancellation() {
    in_a_minute(|| {
        root(|cx| {
            for _ in 0..500 {
                let start = Arc::new(Barrier::new(2));
                let task = spawn({
                    let start = start.clone();
                    move |_| _ = start.wait()
                });
                let token = CancelToken::new();
                let cancel = std_thread::spawn({
                    let token = token.clone();
                    move || {
                        start.wait();
                        token.cancel();
                    }
                });
                match cx.with_token(&token, |cx| task.join_within(cx)) {
                    Ok(result) => result.unwrap(),
                    Err(unjoined) => unjoined.handle.join(cx).unwrap(),
                }
                cancel.join().unwrap();
            }
        });
    });
}

#[test]
fn contexts_of_all_shapes_have_limits() {
    let accounts = Mutex::<_, Accounts>::new(0);
    let journal = Mutex::<_, Journal>::new(0);
    fn note(cx: &mut Cx<UpTo<Journal>>, journal: &Mutex<i32, Journal>) -> Result<(), Interrupt> {
        *journal.lock_within(cx)? += 1;
        cx.checkpoint()
    }
    root(|cx| {
        let (_accounts, cx) = accounts.lock(cx).nest();
        assert_eq!(cx.with_timeout(HOUR, |cx| note(cx.narrow(), &journal)), Ok(()));
        assert_eq!(cx.with_timeout(Duration::ZERO, |cx| note(cx.narrow(), &journal)), Err(Interrupt::Deadline));
    });
}
