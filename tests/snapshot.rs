//! `unhang::tasks()`: every task and every wait of a live program.
//!
//! One test, since a snapshot is of the whole process.

#![cfg(any(debug_assertions, feature = "checked"))]

use std::sync::Arc;
use std::time::{Duration, Instant};
use unhang::channel::{Select, bounded, unbounded};
use unhang::{Barrier, Condvar, Mutex, OnceLock, RwLock, Semaphore, TaskReport, WaitGroup, WhyNot, thread};

const LONG: Duration = Duration::from_secs(600);

/// Starts a task, and returns how it is shown once it waits.
fn waiting(name: &str, body: impl FnOnce() + Send + 'static) -> TaskReport {
    let task = thread::Builder::new().name(name.into()).spawn(body);
    drop(task.expect("a thread"));
    let start = Instant::now();
    loop {
        let tasks = unhang::tasks();
        match tasks.iter().find(|task| task.name == name && task.waits.is_some()) {
            Some(task) => return task.clone(),
            None => thread::yield_now(),
        }
        assert!(start.elapsed() < Duration::from_secs(5), "`{name}` is not shown to wait in:\n{tasks}");
    }
}

#[track_caller]
fn waits(task: &TaskReport, what: &str) {
    let (wanted, at) = task.waits.as_ref().expect("it waits");
    let wanted = wanted.to_string();
    assert!(wanted.trim_end_matches(char::is_numeric).trim_end_matches('#').trim_end() == what, "{wanted:?} is not {what:?}");
    assert!(at.file().ends_with("snapshot.rs"), "{at}");
}

/// Each kind of wait, with a limit and without. The tasks are left behind: the test ends with the process.
#[test]
fn every_wait_is_shown() {
    let (lock, other) = (Arc::new(Mutex::new(0)), Arc::new(RwLock::new(0)));
    let shared = || (lock.clone(), other.clone());
    let (ready, is_ready) = bounded(0);
    let (l, o) = shared();
    _ = thread::Builder::new().name("holder".into()).spawn(move || {
        let _both = (l.lock(), o.write());
        ready.send(()).expect("somebody waits");
        thread::sleep(LONG);
    });
    is_ready.recv().expect("it holds both");

    let (l, _) = shared();
    let blocked = waiting("lock", move || drop(l.lock()));
    waits(&blocked, "for mutex");
    assert_eq!((blocked.wakers[0].name.as_str(), blocked.wakers[0].why_not), ("holder", WhyNot::Waits), "{blocked:?}");
    let (l, _) = shared();
    waits(&waiting("lock for a while", move || drop(l.try_lock_for(LONG))), "for mutex");
    let (_, o) = shared();
    waits(&waiting("read", move || drop(o.read())), "to read rwlock");
    let (_, o) = shared();
    waits(&waiting("read for a while", move || drop(o.try_read_for(LONG))), "to read rwlock");
    let (_, o) = shared();
    waits(&waiting("write for a while", move || drop(o.try_write_for(LONG))), "to write rwlock");
    let free = RwLock::new(0);
    waits(
        &waiting("upgrade", move || {
            let upgradable = free.upgradable_read();
            let _read = free.read();
            drop(unhang::RwLockUpgradableReadGuard::try_upgrade_for(upgradable, LONG));
        }),
        "to upgrade rwlock",
    );

    let (sender, receiver) = bounded::<u8>(1);
    let (full, kept) = bounded::<u8>(1);
    full.send(1).expect("there is space");
    let r = receiver.clone();
    let task = waiting("recv", move || _ = r.recv());
    waits(&task, "to receive from channel");
    assert!(task.wakers.iter().any(|waker| waker.why_not == WhyNot::Runs), "this task owns the sender: {task:?}");
    let r = receiver.clone();
    waits(&waiting("recv for a while", move || _ = r.recv_timeout(LONG)), "to receive from channel");
    let s = full.clone();
    waits(&waiting("send", move || _ = s.send(2)), "to send into channel");
    let s = full.clone();
    waits(&waiting("send for a while", move || _ = s.send_timeout(2, LONG)), "to send into channel");
    let (r, s) = (receiver.clone(), full.clone());
    let select = waiting("select", move || {
        let mut select = Select::new();
        select.recv(&r);
        select.send(&s);
        select.ready();
    });
    assert!(select.waits.as_ref().expect("it waits").0.to_string().contains(" or to send into channel #"), "{select:?}");
    let r = receiver.clone();
    waits(
        &waiting("select for a while", move || {
            let mut select = Select::new();
            select.recv(&r);
            _ = select.ready_timeout(LONG);
        }),
        "to receive from channel",
    );

    let group = WaitGroup::new();
    let token = group.token();
    waits(&waiting("group", move || group.wait()), "for wait group");
    let semaphore = Arc::new(Semaphore::new(0));
    waits(&waiting("permit", move || _ = semaphore.acquire_timeout(LONG)), "for a permit of semaphore");
    let barrier = Barrier::new(2);
    waits(&waiting("barrier", move || _ = barrier.wait()), "for the others at barrier");
    let (mutex, condvar) = (Mutex::new(0), Condvar::new());
    waits(&waiting("condvar", move || _ = condvar.wait_for(&mut mutex.lock(), LONG)), "for condvar");
    static ONCE: OnceLock<u8> = OnceLock::new();
    let initialiser = waiting("initialiser", || {
        ONCE.get_or_init(|| {
            thread::sleep(LONG);
            0
        });
    });
    assert_eq!(initialiser.holds.len(), 1, "{initialiser:?}");
    waits(&waiting("once", || _ = ONCE.get_or_init(|| 0)), "for once");
    waits(&waiting("sleep", || thread::sleep(LONG)), "for a time to pass");
    waits(&waiting("park", || thread::park()), "to be unparked");
    let join = waiting("join", || _ = thread::Builder::new().name("joined".into()).spawn(|| thread::sleep(LONG)).map(|task| task.join()));
    assert_eq!(join.waits.as_ref().expect("it waits").0.to_string(), "for the end of `joined`");
    let scope = waiting("scope", || thread::scope(|scope| drop(scope.spawn(|| thread::sleep(LONG)))));
    assert!(scope.waits.as_ref().expect("it waits").0.to_string().starts_with("for the end of `task "), "{scope:?}");
    let join = waiting("join for a while", || {
        unhang::root(|cx| {
            let task = unhang::Builder::new().name("joined late".into()).spawn(|_| thread::sleep(LONG)).expect("a thread");
            cx.with_timeout(LONG, |cx| drop(task.join_within(cx)));
        })
    });
    assert_eq!(join.waits.as_ref().expect("it waits").0.to_string(), "for the end of `joined late`");

    let tasks = unhang::tasks();
    let text = tasks.to_string();
    assert!(text.starts_with(&format!("{} tasks\n", tasks.len())), "{text}");
    for part in ["\n  `every_wait_is_shown` runs", "`holder` waits for a time to pass", "\n    holds mutex #", "`holder` holds it, since "]
    {
        assert!(text.contains(part), "{part:?} is not in:\n{text}");
    }
    let json: serde_json::Value = serde_json::from_str(&tasks.to_json()).expect("it is JSON");
    assert_eq!(json["tasks"].as_array().expect("a list").len(), tasks.len());
    let (stop, stopped) = unbounded::<()>();
    drop((sender, kept, token, stop, stopped));
}
