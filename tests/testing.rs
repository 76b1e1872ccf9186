//! Tests that cannot hang: what fails one, what does not, and that the others go on.

#![cfg(any(debug_assertions, feature = "checked"))]

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};
use unhang::channel::{Receiver, Sender, after, bounded, select, tick, unbounded};
use unhang::testing::{Failure, Test};
use unhang::{CapacityMode, Condvar, Cx, Grade, Mutex, ReportKind, WaitGroup, thread};

fn fails<R: Send + std::fmt::Debug + 'static>(body: impl Fn(&mut Cx) -> R + Send + Sync + 'static) -> Failure {
    Test::new().name("root").time_limit(Duration::from_secs(20)).run(body).expect_err("it fails")
}

#[track_caller]
fn finds(kind: ReportKind, failure: &Failure) {
    let report = failure.report().unwrap_or_else(|| panic!("nothing was found: {failure}"));
    assert_eq!(report.kind, kind, "{report}");
}

/// Names, for a body that two tasks run.
fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> thread::JoinHandle<()> {
    thread::Builder::new().name(name.into()).spawn(body).expect("a thread")
}

#[unhang::test]
fn a_plain_test(cx: &mut Cx) {
    let task = unhang::spawn(|_| 42);
    assert_eq!(task.join(cx).expect("no panic"), 42);
}

#[unhang::test]
fn without_a_context() {
    assert_eq!(std::thread::current().name(), Some("without_a_context"));
}

#[unhang::test(schedules = 3, capacity = 0, time_limit = 20)]
fn with_a_result() -> Result<(), String> {
    let (sender, receiver) = bounded(5);
    assert_eq!(sender.capacity(), Some(0));
    _ = spawn("sender", move || sender.send(1).expect("it is received"));
    receiver.recv().map_err(|_| "nothing was sent".to_owned()).map(drop)
}

#[unhang::test]
#[should_panic(expected = "its own words")]
fn a_panic_is_its_own() {
    panic!("its own words");
}

#[unhang::test]
#[should_panic(expected = "which it holds itself")]
fn a_double_lock_fails_it() {
    let lock = Mutex::new(0);
    let _first = lock.lock();
    let _second = lock.lock();
}

#[unhang::test(allow(leaks, stranded, forgotten), time_limit = none)]
fn what_is_allowed() {
    let (sender, receiver) = bounded(1);
    sender.send(String::new()).expect("there is space");
    drop((sender, receiver));
    let (kept, never) = unbounded::<u8>();
    _ = spawn("left", move || _ = never.recv());
    std::mem::forget(kept);
    let lock = Box::leak(Box::new(Mutex::new(0)));
    std::mem::forget(lock.lock());
}

/// What a task panics with is caught by whoever joins it; the test fails all the same.
#[test]
fn a_finding_cannot_be_swallowed() {
    let failure = fails(|_| {
        let lock = Arc::new(Mutex::new(0));
        let twice = spawn("twice", move || {
            let _first = lock.lock();
            let _second = lock.lock();
        });
        assert!(twice.join().is_err());
    });
    finds(ReportKind::DoubleLock, &failure);
    assert!(failure.to_string().contains("(reported above)"), "{failure}");
}

#[test]
fn a_lonely_reader() {
    let failure = fails(|_| {
        let (sender, receiver) = bounded::<u8>(0);
        _ = receiver.recv();
        drop(sender);
    });
    finds(ReportKind::AllAsleep, &failure);
}

#[test]
fn nobody_notifies() {
    let failure = fails(|_| {
        let (lock, condvar) = (Mutex::new(false), Condvar::new());
        condvar.wait_while(&mut lock.lock(), |ready| !*ready);
    });
    finds(ReportKind::AllAsleep, &failure);
}

#[test]
fn a_task_is_left_behind() {
    let failure = fails(|_| {
        let (lock, condvar) = (Mutex::new(false), Condvar::new());
        drop(spawn("left", move || condvar.wait_while(&mut lock.lock(), |ready| !*ready)));
    });
    finds(ReportKind::LeftBehind, &failure);
    assert!(failure.to_string().starts_with("leak: the test has returned, and nobody is left to wake `left`"), "{failure}");
}

/// Nobody is stuck here, and the test does not end.
#[test]
fn a_task_outlives_its_test() {
    let failure = Test::new()
        .time_limit(Duration::from_millis(100))
        .run(|_| {
            drop(spawn("loop", || {
                loop {
                    thread::sleep(Duration::from_millis(1));
                }
            }));
        })
        .expect_err("it goes on");
    finds(ReportKind::Outlives, &failure);
    let text = failure.to_string();
    assert!(text.starts_with("leak: the test has returned, its time is over, and it is outlived by `loop`\n"), "{text}");
    assert!(text.contains("outlives (suspected): these tasks go on, perhaps for ever"), "{text}");
}

/// It is waited for, as long as it goes on.
#[test]
fn a_task_that_ends_late_is_not_left_behind() {
    static ENDED: AtomicU32 = AtomicU32::new(0);
    let slow = || {
        thread::sleep(Duration::from_millis(30));
        ENDED.store(1, Ordering::SeqCst);
    };
    Test::new().run(move |_| drop(spawn("slow", slow))).expect("it ends");
    assert_eq!(ENDED.load(Ordering::SeqCst), 1);
}

#[test]
fn a_message_is_lost() {
    let failure = fails(|_| {
        let (sender, receiver) = bounded(1);
        sender.send(7).expect("there is space");
        drop(receiver);
    });
    finds(ReportKind::Stranded, &failure);
}

#[test]
fn a_guard_is_forgotten() {
    let failure = fails(|_| {
        let lock = Box::leak(Box::new(Mutex::new(0)));
        drop(spawn("careless", || std::mem::forget(lock.lock())));
    });
    finds(ReportKind::Forgotten, &failure);
    assert!(failure.to_string().starts_with("guard forgotten: `careless` has ended, and holds mutex #"), "{failure}");
}

#[test]
fn a_guard_that_is_given_back_by_hand_is_not_forgotten() {
    let body = |_: &mut Cx| {
        let lock = Mutex::new(0);
        std::mem::forget(lock.lock());
        // SAFETY: the guard was forgotten, on this thread.
        unsafe { lock.force_unlock() };
    };
    Test::new().run(body).expect("nothing is held");
}

#[test]
fn a_limit_of_time_shows_the_tasks() {
    let failure = Test::new()
        .name("root")
        .time_limit(Duration::from_millis(50))
        .run(|_| {
            let (_sender, receiver) = bounded::<u8>(0);
            _ = receiver.recv_timeout(Duration::from_secs(600));
        })
        .expect_err("it is late");
    let tasks = failure.tasks().expect("a snapshot");
    assert!(tasks.len() == 1 && tasks[0].waits.is_some(), "{failure}");
    let text = failure.to_string();
    assert!(text.starts_with("the test has not ended within 50ms: 1 task\n  `root` waits to receive from channel #"), "{text}");
}

/// A thread that the checker does not know may be what is waited for.
#[test]
fn a_helper_of_std_is_waited_for() {
    let body = |_: &mut Cx| {
        let (sender, receiver) = bounded(0);
        std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(1500));
            sender.send(1).expect("it is received");
        });
        receiver.recv().expect("it was sent")
    };
    assert_eq!(Test::new().run(body).expect("it ends"), 1);
}

/// An older thread gets a second, and what rests on that says so.
#[test]
fn an_idle_pool_is_not_waited_for_long() {
    let (stop, stopped) = std::sync::mpsc::channel::<()>();
    let (there, is_there) = std::sync::mpsc::channel();
    let pool = std::thread::spawn(move || {
        there.send(()).expect("somebody waits");
        _ = stopped.recv();
    });
    is_there.recv().expect("it is there");
    let start = Instant::now();
    let failure = fails(|_| {
        let (lock, condvar) = (Mutex::new(false), Condvar::new());
        condvar.wait_while(&mut lock.lock(), |ready| !*ready);
    });
    finds(ReportKind::AllAsleep, &failure);
    assert_eq!(failure.report().map(|report| report.grade), Some(Grade::Suspected));
    assert!(start.elapsed() >= Duration::from_secs(1), "{:?}", start.elapsed());
    drop(stop);
    pool.join().expect("no panic");
}

/// Whoever finds that the end of a task leaves others without hope cannot panic. In a test nothing aborts.
#[test]
fn what_an_end_leaves_behind_fails_it() {
    let failure = fails(|_| {
        let lock = Box::leak(Box::new(Mutex::new(0)));
        let (held, is_held) = bounded(0);
        let careless = spawn("careless", {
            let lock = &*lock;
            move || {
                std::mem::forget(lock.lock());
                held.send(()).expect("somebody waits");
                while unhang::tasks().iter().all(|task| task.name != "victim" || task.waits.is_none()) {
                    thread::yield_now();
                }
            }
        });
        is_held.recv().expect("it holds");
        _ = spawn("victim", || drop(lock.lock()));
        careless.join().expect("no panic");
    });
    finds(ReportKind::Orphan, &failure);
}

/// What is left of a test that has failed is no business of the others.
#[test]
fn what_is_left_of_a_test_stays_quiet() {
    for _ in 0..100 {
        let failure = fails(|_| {
            let lock = Arc::new(Mutex::new(0));
            std::mem::forget(lock.lock());
            let other = lock.clone();
            _ = spawn("other", move || *other.lock() += 1);
            *lock.lock() += 1;
        });
        assert!(failure.report().is_some_and(|report| report.grade == Grade::Proven), "{failure}");
    }
}

/// One end can leave several stuck, each by itself.
#[test]
fn all_that_an_end_leaves_stuck_is_told() {
    static TOLD: AtomicU32 = AtomicU32::new(0);
    let body = |_: &mut Cx| {
        let locks: &'static [_; 2] = Box::leak(Box::new([Mutex::new(0), Mutex::new(0)]));
        let (held, is_held) = bounded(0);
        let careless = spawn("careless", move || {
            locks.iter().for_each(|lock| std::mem::forget(lock.lock()));
            held.send(()).expect("somebody waits");
            let wait = |name| unhang::tasks().iter().any(|task| task.name == name && task.waits.is_some());
            while !wait("first victim") || !wait("second victim") {
                thread::yield_now();
            }
        });
        is_held.recv().expect("both are held");
        for (lock, name) in locks.iter().zip(["first victim", "second victim"]) {
            _ = spawn(name, || drop(lock.lock()));
        }
        careless.join().expect("no panic");
    };
    unhang::on_report(|report| {
        let is_victim = report.tasks[0].name.ends_with(" victim") && report.kind == ReportKind::Orphan;
        TOLD.fetch_add(u32::from(is_victim), Ordering::SeqCst);
    });
    Test::new().allow_leaks().run(body).expect_err("two are left");
    // The first one ends the test; the other is told by the same event, just after.
    let start = Instant::now();
    while TOLD.load(Ordering::SeqCst) < 2 && start.elapsed() < Duration::from_secs(20) {
        thread::yield_now();
    }
    assert_eq!(TOLD.load(Ordering::SeqCst), 2);
}

#[test]
fn tests_run_beside_one_another() {
    let tests: Vec<_> = (0..8)
        .map(|n| {
            std::thread::spawn(move || {
                let hangs = n % 2 == 0;
                let result = Test::new().name(format!("test {n}")).run(move |_| {
                    let (sender, receiver) = bounded::<u8>(0);
                    let sender = hangs.then_some(sender);
                    _ = receiver.recv();
                    drop(sender);
                });
                assert_eq!(result.is_err(), hangs, "test {n}: {result:?}");
            })
        })
        .collect();
    tests.into_iter().for_each(|test| test.join().expect("as it should"));
}

#[test]
fn a_capacity_of_its_own() {
    let body = |_: &mut Cx| (bounded::<u8>(3).0.capacity(), unbounded::<u8>().0.capacity());
    let run = |mode| Test::new().capacity(mode).run(body).expect("it ends");
    assert_eq!(run(CapacityMode::Rendezvous), (Some(0), None));
    assert_eq!(run(CapacityMode::Unbounded), (None, None));
    assert_eq!(run(CapacityMode::Declared), (Some(3), None));
    assert_eq!(bounded::<u8>(3).0.capacity(), Some(3), "outside of it nothing has changed");
}

/// A lost update needs a switch between the reading and the writing.
fn counts(rounds: u32) -> u32 {
    let counter = Arc::new(Mutex::new(0));
    let count = move |counter: &Mutex<u32>| {
        for _ in 0..rounds {
            let read = *counter.lock();
            *counter.lock() = read + 1;
        }
    };
    let other = counter.clone();
    let task = spawn("other", move || count(&other));
    count(&counter);
    task.join().expect("no panic");
    *counter.lock()
}

#[test]
fn schedules_find_what_is_rare() {
    let seen: Arc<std::sync::Mutex<HashSet<u32>>> = Arc::default();
    let sees = seen.clone();
    Test::new().schedules(60).run(move |_| _ = sees.lock().unwrap().insert(counts(3))).expect("it ends");
    let seen = seen.lock().unwrap().clone();
    assert!(seen.contains(&6) && seen.contains(&3) && seen.len() >= 4, "{seen:?}");
}

/// Others can go on while a lock is held, though nothing else happens under it.
#[test]
fn schedules_let_a_try_lock_fail() {
    static FAILED: AtomicU32 = AtomicU32::new(0);
    let body = |_: &mut Cx| {
        let lock = Arc::new(Mutex::new(0));
        let other = lock.clone();
        let task =
            spawn("other", move || FAILED.store(FAILED.load(Ordering::SeqCst) + u32::from(other.try_lock().is_none()), Ordering::SeqCst));
        *lock.lock() += 1;
        task.join().expect("no panic");
    };
    Test::new().schedules(40).run(body).expect("it ends");
    assert!((1..40).contains(&FAILED.load(Ordering::SeqCst)));
}

#[test]
fn a_seed_gives_the_same_again() {
    let trace = |seed| {
        let log: Arc<std::sync::Mutex<Vec<u32>>> = Arc::default();
        let writes = log.clone();
        let body = move |_: &mut Cx| {
            let (sender, receiver) = bounded(2);
            for task in 0..4 {
                let (sender, log) = (sender.clone(), writes.clone());
                _ = spawn(&format!("{task}"), move || {
                    for step in 0..4 {
                        sender.send(task * 10 + step).expect("it is received");
                        log.lock().unwrap().push(task * 10 + step);
                    }
                });
            }
            drop(sender);
            receiver.iter().for_each(|message| writes.lock().unwrap().push(100 + message));
        };
        Test::new().seed(seed).run(body).expect("it ends");
        let log = log.lock().unwrap();
        log.clone()
    };
    let traces: HashSet<Vec<u32>> = (0..12)
        .map(|seed| {
            let one = trace(seed);
            assert_eq!(one, trace(seed), "seed {seed}");
            one
        })
        .collect();
    assert!(traces.len() >= 8, "{} of 12", traces.len());
}

/// Two locks in opposite orders, taken so that the learned order does not see it: by `try_lock`, and then with a wait.
fn meets(first: &Mutex<Sender<u8>>, second: &Mutex<Sender<u8>>, turn: &Receiver<u8>) {
    let _first = first.lock();
    if turn.try_recv().is_ok() {
        return;
    }
    let _second = second.lock();
}

/// What is told at a test's end does not hide what ended it.
#[test]
fn a_finding_comes_before_what_is_left() {
    let body = |_: &mut Cx| {
        let lock = Arc::new(Mutex::new(0));
        let theirs = lock.clone();
        spawn("other", move || std::mem::forget(theirs.lock())).join().expect("no panic");
        *lock.lock() += 1;
    };
    unhang::set_policy(unhang::Policy::Panic);
    for _ in 0..100 {
        let failure = Test::new().run(body).expect_err("it hangs");
        assert_eq!(failure.report().map(|report| report.kind), Some(ReportKind::Orphan), "{failure}");
    }
}

#[test]
fn schedules_find_a_deadlock_and_print_its_seed() {
    let body = |_: &mut Cx| {
        let (sender, turn) = bounded(1);
        let locks = Arc::new((Mutex::new(sender.clone()), Mutex::new(sender)));
        let others = locks.clone();
        let turns = turn.clone();
        let task = spawn("other", move || meets(&others.1, &others.0, &turns));
        meets(&locks.0, &locks.1, &turn);
        _ = task.join();
    };
    unhang::set_policy(unhang::Policy::Panic);
    let failure = Test::new().schedules(200).run(body).expect_err("one of them hangs");
    let seed = failure.seed().expect("it has a seed");
    assert!(failure.to_string().contains(&format!("UNHANG=seed={seed} runs it again")), "{failure}");
    let again = Test::new().seed(seed).run(body).expect_err("it fails again");
    assert_eq!(again.report().map(|report| report.kind), failure.report().map(|report| report.kind));
}

/// Timed waits let others go on, and end.
#[unhang::test(schedules = 20)]
fn time_passes_on_a_schedule() {
    let (sender, receiver) = bounded::<u8>(0);
    assert!(receiver.recv_timeout(Duration::from_millis(2)).is_err());
    let task = spawn("late", move || {
        thread::sleep(Duration::from_millis(2));
        sender.send(1).expect("it is received");
    });
    assert_eq!(receiver.recv_timeout(Duration::from_secs(60)), Ok(1));
    task.join().expect("no panic");
}

/// Who has the turn may wait for somebody who has none, in a call that this crate does not know.
#[unhang::test(schedules = 6)]
fn a_lock_of_std_does_not_stop_a_schedule() {
    let lock = Arc::new(std::sync::Mutex::new(0));
    let (sender, receiver) = unbounded();
    let tasks: Vec<_> = (0..3)
        .map(|n| {
            let (lock, sender) = (lock.clone(), sender.clone());
            spawn(&format!("{n}"), move || {
                let mut count = lock.lock().expect("no panic");
                sender.send(n).expect("it is received");
                *count += 1;
            })
        })
        .collect();
    drop(sender);
    tasks.into_iter().for_each(|task| task.join().expect("no panic"));
    assert_eq!((receiver.iter().count(), *lock.lock().expect("no panic")), (3, 3));
}

/// Its one message was taken before.
#[test]
fn a_timer_that_was_drained() {
    let failure = fails(|_| {
        let timer = after(Duration::ZERO);
        assert!(timer.recv().is_ok());
        _ = timer.recv();
    });
    finds(ReportKind::Orphan, &failure);
    assert_eq!(failure.report().map(|report| report.grade), Some(Grade::Proven));
}

/// Nor does who waits for a timer keep the others from going on.
#[unhang::test(schedules = 20)]
fn timers_fire_on_a_schedule() {
    let (sender, receiver) = bounded(0);
    let task = spawn("late", move || {
        _ = (after(Duration::from_millis(1)).recv(), tick(Duration::from_millis(1)).recv());
        sender.send(1).expect("it is received");
    });
    select! {
        recv(receiver) -> received => assert_eq!(received, Ok(1)),
        recv(after(Duration::from_secs(60))) -> _ => unreachable!("it is late"),
    }
    task.join().expect("no panic");
}

/// Two selects that meet: one sleeps and was to send, the other one chooses it and spins until the message is there.
#[unhang::test(schedules = 50, time_limit = 20)]
fn selects_meet_on_a_schedule() {
    let (sender, receiver) = bounded(0);
    let (kept, never) = bounded::<u8>(0);
    let message = Arc::new(Mutex::new(1));
    let (other, counter) = (never.clone(), message.clone());
    let task = spawn("receiver", move || {
        select! {
            recv(receiver) -> received => *counter.lock() += received.expect("it is sent"),
            recv(other) -> _ => unreachable!("nothing is sent"),
        }
    });
    select! {
        send(sender, *message.lock()) -> sent => sent.expect("it is received"),
        recv(never) -> _ => unreachable!("nothing is sent"),
    }
    task.join().expect("no panic");
    assert_eq!(*message.lock(), 2);
    drop(kept);
}

/// A select reserves a slot of the buffer, and whoever comes to that slot next spins until it is free.
#[unhang::test(schedules = 100, time_limit = 20)]
fn selects_and_buffers_on_a_schedule() {
    let (sender, receiver) = bounded(1);
    let (kept, never) = bounded::<u8>(0);
    let task = spawn("receiver", move || {
        for expected in 0..4 {
            select! {
                recv(receiver) -> received => assert_eq!(received, Ok(expected)),
                recv(never) -> _ => unreachable!("nothing is sent"),
            }
        }
    });
    (0..4).for_each(|n| sender.send(n).expect("it is received"));
    task.join().expect("no panic");
    drop(kept);
}

#[test]
fn a_seed_decides_what_a_select_chooses() {
    let first = |seed| {
        let body = |_: &mut Cx| {
            let ends = [unbounded(), unbounded()];
            ends.iter().for_each(|(sender, _)| sender.send(()).expect("it is here"));
            let [one, other] = ends.clone().map(|(_, receiver)| receiver);
            let is_first = select! { recv(one) -> _ => true, recv(other) -> _ => false };
            ends.iter().for_each(|(_, receiver)| receiver.try_iter().for_each(drop));
            is_first
        };
        Test::new().seed(seed).run(body).expect("it ends")
    };
    let chosen: Vec<bool> = (0..40).map(first).collect();
    assert!(chosen.contains(&true) && chosen.contains(&false), "{chosen:?}");
    assert_eq!(chosen, (0..40).map(first).collect::<Vec<_>>());
}

/// All primitives, many tasks, no deadlock.
#[unhang::test(schedules = 50)]
fn what_is_right_stays_right(cx: &mut Cx) {
    let group = WaitGroup::new();
    let (sender, receiver) = bounded(1);
    let total = Arc::new(Mutex::new(0));
    for n in 0..3 {
        let (token, sender, total) = (group.token(), sender.clone(), total.clone());
        _ = unhang::spawn(move |_| {
            *total.lock() += n;
            sender.send(n).expect("it is received");
            drop(token);
        });
    }
    drop(sender);
    assert_eq!(receiver.iter().sum::<i32>(), 3);
    group.wait();
    let task = unhang::spawn(move |_| *total.lock());
    assert_eq!(task.join(cx).expect("no panic"), 3);
}

/// Tests that fail, for the one below.
mod on_purpose {
    use super::*;

    #[unhang::test]
    #[ignore = "it fails on purpose"]
    fn hangs() {
        let (sender, receiver) = bounded::<u8>(0);
        _ = receiver.recv();
        drop(sender);
    }

    #[unhang::test(schedules = 50)]
    #[ignore = "it fails on purpose"]
    fn panics_on_some_schedules() {
        assert_eq!(counts(1), 2);
    }

    #[unhang::test]
    #[ignore = "it fails on purpose"]
    fn ends_with_an_error() -> Result<(), String> {
        Err("no luck".into())
    }

    #[unhang::test]
    #[ignore = "its neighbours fail on purpose"]
    fn is_right() {}
}

/// As a user sees it: the others go on, and a failure says what it needs.
#[test]
fn a_harness_runs_them() {
    let run = |name: &str, unhang: &str| {
        let mut tests = std::process::Command::new(std::env::current_exe().expect("this program"));
        let output = tests.args(["--ignored", name]).env("UNHANG", unhang).env("RUST_BACKTRACE", "0").output().expect("it runs");
        String::from_utf8(output.stdout).expect("text")
    };
    let all = run("on_purpose::", "");
    for part in [
        "---- on_purpose::hangs stdout ----\n",
        "thread 'on_purpose::hangs' ",
        "deadlock: all tasks are asleep: `on_purpose::hangs` waits to receive from channel #",
        "note: `on_purpose::hangs` was spawned at tests/testing.rs:",
        "Error: \"no luck\"",
        "test result: FAILED. 1 passed; 3 failed; 0 ignored;",
    ] {
        assert!(all.contains(part), "{part:?} is not in:\n{all}");
    }
    let (_, seed) = all.split_once("UNHANG=seed=").expect("a seed");
    let seed: String = seed.chars().take_while(char::is_ascii_digit).collect();
    let again = run("on_purpose::panics", &format!("seed={seed}"));
    assert!(again.contains(&format!("on the schedule of seed {seed}: ")) && again.contains("0 passed; 1 failed"), "{again}");
}
