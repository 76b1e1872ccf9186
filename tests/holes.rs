//! Programs that other crates accept and that then hang: what types cannot refuse here is reported at once.
//!
//! What types refuse is in `ui/`. Nothing in here may hang: a watchdog stands beside every body, and the bodies that end the process
//! run in one of their own.
#![cfg(any(debug_assertions, feature = "checked"))]

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{Command, Stdio};
use std::rc::Rc;
use std::sync::{Arc, mpsc};
use std::time::Duration;
use unhang::{Cx, JoinHandle, LazyLock, Mutex, MutexGuard, RwLock, Unheld, lock_all, lock_all_dynamic, root, scope, spawn, thread};

#[unhang::levels]
mod order {
    pub struct Handles;
    #[after(Handles)]
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
}
use order::*;

/// How long a report, or a program that goes well, may take.
const SOON: Duration = Duration::from_secs(1);

/// Runs `body` on a thread of its own, under the watchdog.
#[track_caller]
fn watched<R: Send + 'static>(body: impl FnOnce() -> R + Send + 'static) -> Result<R, String> {
    let (tell, told) = mpsc::channel();
    std::thread::spawn(move || tell.send(catch_unwind(AssertUnwindSafe(body)).map_err(text)));
    told.recv_timeout(SOON).expect("neither an end nor a report: it hangs")
}

fn text(payload: Box<dyn std::any::Any + Send>) -> String {
    payload.downcast::<String>().map_or_else(|payload| payload.downcast_ref::<&str>().copied().unwrap_or_default().into(), |text| *text)
}

/// Runs `body`, which must end in a report.
#[track_caller]
fn reported<R: Send + 'static>(body: impl FnOnce() -> R + Send + 'static) -> String {
    let report = watched(|| drop(body())).expect_err("it ended without a report");
    assert!(report.contains("deadlock"), "another panic: {report}");
    report
}

/// Runs `body`, which must end without a report.
#[track_caller]
fn quiet<R: Send + 'static>(body: impl FnOnce() -> R + Send + 'static) -> R {
    watched(body).expect("no report")
}

#[track_caller]
fn says(report: &str, parts: &[&str]) {
    parts.iter().for_each(|part| assert!(report.contains(part), "{part:?} is not in:\n{report}"));
}

/// Runs the test of this name again, in a process of its own, which `body` must end with a report.
#[track_caller]
fn ends_the_process(name: &str, body: impl FnOnce()) -> String {
    const CHILD: &str = "UNHANG_TEST_HOLE";
    if std::env::var_os(CHILD).is_some() {
        body();
        std::process::exit(0);
    }
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", name, "--nocapture"]).env(CHILD, "1").env("RUST_BACKTRACE", "0");
    let child = child.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let (tell, told) = mpsc::channel();
    let id = child.id();
    std::thread::spawn(move || tell.send(child.wait_with_output().unwrap()));
    let output = told.recv_timeout(SOON * 5).unwrap_or_else(|_| {
        let _ = Command::new("kill").args(["-9", &id.to_string()]).status();
        panic!("the process hangs");
    });
    let report = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success(), "{}:\n{report}", output.status);
    report
}

type Account = Arc<Mutex<i64>>;

fn accounts() -> [Account; 2] {
    [Arc::new(Mutex::new(0)), Arc::new(Mutex::new(0))]
}

// 1. Two roots on one thread.

#[test]
fn a_second_root_in_one_function() {
    says(&reported(|| root(|_| root(|_| ()))), &["second root"]);
}

#[test]
fn a_second_root_through_a_callback() {
    static JOURNAL: Mutex<i64, Journal> = Mutex::new(0);
    let callback: fn() = || root(|cx| *JOURNAL.lock(cx) += 1);
    says(&reported(move || root(|cx| callback_under(cx, callback))), &["second root"]);

    fn callback_under(cx: &mut Cx, callback: fn()) {
        let _journal = JOURNAL.lock(cx);
        callback();
    }
}

#[test]
fn a_second_root_in_a_task() {
    let text_of = |result: Result<(), _>| text(result.unwrap_err());
    let detached = quiet(|| root(|cx| spawn(|_| root(|_| ())).join(cx)));
    says(&text_of(detached), &["second root"]);
    let scoped = quiet(|| root(|cx| scope(cx, |scope, cx| scope.spawn(|_| root(|_| ())).join(cx))));
    says(&text_of(scoped), &["second root"]);
}

#[test]
fn a_root_after_another_has_ended() {
    quiet(|| {
        let _ = catch_unwind(|| root(|_| root(|_| ())));
        root(|_| ());
        let _ = catch_unwind(|| root(|_| panic!("out of root")));
        root(|_| ());
    });
}

#[test]
fn a_root_on_a_thread_that_its_parent_waits_for() {
    static ACCOUNTS: Mutex<i64, Accounts> = Mutex::new(0);
    let child = quiet(|| {
        root(|cx| {
            let _accounts = ACCOUNTS.lock(cx);
            thread::scope(|scope| scope.spawn(|| root(|cx| *ACCOUNTS.lock(cx) += 1)).join())
        })
    });
    says(&text(child.unwrap_err()), &["declared order (proven)", "`Accounts`"]);
}

// 3. An order that was broken by hand, and a cycle over three modules.

mod by_hand {
    #[unhang::levels]
    pub mod order {
        pub struct Left;
        pub struct Right;
    }
    use order::*;

    impl BeforeLeft for Right {
        type DeclaredByTheLevelsAttribute = ();
    }
    impl BeforeRight for Left {
        type DeclaredByTheLevelsAttribute = ();
    }
}

/// Where an order is declared, the opposite one does not compile: its impls overlap. Here is none.
#[test]
fn traits_implemented_by_hand() {
    use by_hand::order::{Left, Right};
    let report = reported(|| {
        let (left, right) = (Mutex::<i64, Left>::new(0), Mutex::<i64, Right>::new(0));
        root(|cx| {
            let (_left, cx) = left.lock(cx).nest();
            *right.lock(cx) += 1;
        });
    });
    says(&report, &["declared order (proven)", "`Right`", "`Left`"]);
}

mod three {
    #[unhang::levels]
    pub mod base {
        pub struct Early;
        pub struct Late;
    }
    #[unhang::levels]
    pub mod down {
        #[after(super::base::Early)]
        #[before(super::base::Late)]
        pub struct Down;
    }
    #[unhang::levels]
    pub mod up {
        #[after(super::base::Late)]
        #[before(super::base::Early)]
        pub struct Up;
    }
}

/// No two of the modules contradict one another, so no declaration sees the cycle.
#[test]
fn a_cycle_over_three_modules() {
    use three::{base, down, up};
    reported(|| {
        let (early, late) = (Mutex::<i64, base::Early>::new(0), Mutex::<i64, base::Late>::new(0));
        let (down, up) = (Mutex::<i64, down::Down>::new(0), Mutex::<i64, up::Up>::new(0));
        root(|cx| {
            let (_early, cx) = early.lock(cx).nest();
            let (_down, cx) = down.lock(cx).nest();
            let (_late, cx) = late.lock(cx).nest();
            let (_up, cx) = up.lock(cx).nest();
            *early.lock(cx) += 1;
        });
    });
}

// 5 and 6. A guard that is carried away, and the same lock again.

#[test]
fn a_guard_out_of_its_closure() {
    says(
        &reported(|| {
            let lock = Mutex::new(0);
            let mut kept = None;
            (0..1).for_each(|_| kept = Some(lock.lock()));
            *lock.lock() += 1;
        }),
        &["double lock (proven)"],
    );
}

#[test]
fn a_guard_out_of_a_scope() {
    says(
        &reported(|| {
            let lock = Mutex::new(0);
            let _kept = thread::scope(|_| lock.lock());
            *lock.lock() += 1;
        }),
        &["double lock (proven)"],
    );
}

#[test]
fn a_guard_out_of_a_helper() {
    fn enter(lock: &Mutex<i64>) -> MutexGuard<'_, i64> {
        lock.lock()
    }
    says(
        &reported(|| {
            let lock = Mutex::new(0);
            let mut entered = enter(&lock);
            *entered += *lock.lock();
        }),
        &["double lock (proven)"],
    );
}

// 7 and 8. Several locks together.

#[test]
fn two_levels_together_against_one_after_the_other() {
    quiet(|| {
        let (accounts, journal) = (Mutex::<i64, Accounts>::new(0), Mutex::<i64, Journal>::new(0));
        root(|cx| {
            scope(cx, |scope, _| {
                scope.spawn(|cx| {
                    for _ in 0..500 {
                        let _both = lock_all(cx, (&journal, &accounts)).unwrap();
                    }
                });
                scope.spawn(|cx| {
                    for _ in 0..500 {
                        let (_accounts, cx) = accounts.lock(cx).nest();
                        let _journal = journal.lock(cx);
                    }
                });
            });
        });
    });
}

#[test]
fn two_without_a_level_together_against_one_after_the_other() {
    quiet(|| {
        let [one, other] = accounts();
        thread::scope(|scope| {
            scope.spawn(|| (0..500).for_each(|_| drop(lock_all_dynamic((&*other, &*one)).unwrap())));
            scope.spawn(|| {
                for _ in 0..500 {
                    let _one = one.lock();
                    let _other = other.lock();
                }
            });
        });
    });
}

#[test]
fn transfers_with_the_arguments_swapped() {
    quiet(|| {
        let (mine, yours) = (Mutex::<i64, Accounts>::new(0), Mutex::<i64, Accounts>::new(0));
        let transfer = |cx: &mut Cx, from: &Mutex<i64, Accounts>, to: &Mutex<i64, Accounts>| {
            lock_all(cx, [from, to]).map(|both| {
                let ([mut from, mut to], _) = both.nest();
                (*from, *to) = (*from - 1, *to + 1);
            })
        };
        root(|cx| {
            scope(cx, |scope, _| {
                scope.spawn(|cx| (0..500).for_each(|_| transfer(cx, &mine, &yours).unwrap()));
                scope.spawn(|cx| (0..500).for_each(|_| transfer(cx, &yours, &mine).unwrap()));
            });
            assert_eq!(transfer(cx, &mine, &mine).unwrap_err().places, (0, 1));
        });
    });
}

#[test]
fn transfers_by_hand_with_the_arguments_swapped() {
    let report = reported(|| {
        let [mine, yours] = accounts();
        let transfer = |from: &Mutex<i64>, to: &Mutex<i64>| {
            let (mut from, mut to) = (from.lock(), to.lock());
            (*from, *to) = (*from - 1, *to + 1);
        };
        transfer(&mine, &yours);
        transfer(&yours, &mine);
    });
    says(&report, &["learned order (potential)"]);
}

#[test]
fn a_transfer_to_itself() {
    says(
        &reported(|| {
            let [mine, _] = accounts();
            let (_from, _to) = (mine.lock(), mine.lock());
        }),
        &["double lock (proven)"],
    );
}

// 9. Waiting for a task that needs what is held.

#[test]
fn a_join_of_a_detached_thread() {
    let report = either(|| {
        let [lock, _] = accounts();
        let held = lock.clone();
        let _held = held.lock();
        thread::spawn(move || *lock.lock() += 1).join()
    });
    says(&report, &["circle (proven)"]);
}

#[test]
fn a_join_of_a_scoped_thread() {
    let report = either(|| {
        let [lock, _] = accounts();
        let _held = lock.lock();
        thread::scope(|scope| scope.spawn(|| *lock.lock() += 1).join())
    });
    says(&report, &["circle (proven)"]);
}

#[test]
fn the_end_of_a_scope() {
    let report = ends_the_process("the_end_of_a_scope", || {
        let [lock, _] = accounts();
        let _held = lock.lock();
        thread::scope(|scope| {
            scope.spawn(|| *lock.lock() += 1);
        });
    });
    says(&report, &["circle (proven)"]);
}

#[test]
fn an_entry_in_a_task_that_its_owner_waits_for() {
    static ACCOUNTS: Mutex<i64, Accounts> = Mutex::new(0);
    #[unhang::acquires(Accounts)]
    fn enter() {
        *ACCOUNTS.lock(cx) += 1;
    }
    let child = quiet(|| {
        root(|cx| {
            let (_accounts, cx) = ACCOUNTS.lock(cx).nest();
            scope(cx, |scope, cx| scope.spawn(|_| enter()).join(cx))
        })
    });
    says(&text(child.unwrap_err()), &["declared order (proven)", "`Accounts`"]);
}

/// All contexts hold nothing when they join, so types see no wrong.
#[test]
fn tasks_that_join_one_another() {
    type Slot = Mutex<Option<JoinHandle<Option<String>, Unheld>>, Handles>;
    static SLOTS: [Slot; 3] = [const { Slot::new(None) }; 3];
    let report = quiet(|| {
        root(|cx| {
            let (tell, told) = mpsc::channel();
            for at in 0..3 {
                let tell = tell.clone();
                let task = spawn(move |cx| {
                    let next = loop {
                        match SLOTS[(at + 1) % 3].lock(cx).take() {
                            Some(next) => break next,
                            None => thread::yield_now(),
                        }
                    };
                    let joined = catch_unwind(AssertUnwindSafe(|| next.join(cx)));
                    let _ = joined.map_err(|report| tell.send(text(report)));
                    None
                });
                *SLOTS[at].lock(cx) = Some(task);
            }
            told.recv_timeout(SOON).expect("a report")
        })
    });
    says(&report, &["circle (proven)"]);
}

/// The text of a report in `body`, or in the thread that it joins.
#[track_caller]
fn either(body: impl FnOnce() -> thread::Result<()> + Send + 'static) -> String {
    watched(body).map_or_else(|report| report, |joined| text(joined.expect_err("a report")))
}

// 11. Guards that are never dropped.

#[test]
fn a_forgotten_guard() {
    static ACCOUNTS: Mutex<i64, Accounts> = Mutex::new(0);
    let report = reported(|| {
        root(|cx| {
            std::mem::forget(ACCOUNTS.lock(cx));
            *ACCOUNTS.lock(cx) += 1;
        })
    });
    says(&report, &["`Accounts`", "double lock (proven)"]);
}

#[test]
fn a_leaked_guard() {
    let boxed = reported(|| {
        let lock = Mutex::new(0);
        Box::leak(Box::new(lock.lock()));
        *lock.lock() += 1;
    });
    let leaked = reported(|| {
        let lock = Mutex::new(0);
        *MutexGuard::leak(lock.lock()) += 1;
        *lock.lock() += 1;
    });
    let read = reported(|| {
        let lock = RwLock::new(0);
        std::mem::forget(lock.read());
        *lock.write() += 1;
    });
    [boxed, leaked, read].iter().for_each(|report| says(report, &["double lock (proven)"]));
}

#[test]
fn a_guard_in_a_circle_of_rcs() {
    #[derive(Default)]
    struct Node<'a> {
        next: RefCell<Option<Rc<Node<'a>>>>,
        guard: RefCell<Option<MutexGuard<'a, i64>>>,
    }
    says(
        &reported(|| {
            let lock = Mutex::new(0);
            {
                let node = Rc::new(Node::default());
                *node.next.borrow_mut() = Some(node.clone());
                *node.guard.borrow_mut() = Some(lock.lock());
            }
            *lock.lock() += 1;
        }),
        &["double lock (proven)"],
    );
}

#[test]
fn a_guard_forgotten_by_a_thread_that_has_ended() {
    let report = reported(|| {
        let [lock, _] = accounts();
        let theirs = lock.clone();
        thread::spawn(move || std::mem::forget(theirs.lock())).join().unwrap();
        *lock.lock() += 1;
    });
    says(&report, &["orphan (proven)"]);
}

#[test]
fn a_guard_forgotten_by_a_thread_that_ends_meanwhile() {
    let report = ends_the_process("a_guard_forgotten_by_a_thread_that_ends_meanwhile", || {
        let [lock, _] = accounts();
        let theirs = lock.clone();
        let (tell, told) = mpsc::channel();
        thread::spawn(move || {
            std::mem::forget(theirs.lock());
            tell.send(()).unwrap();
        });
        told.recv().unwrap();
        *lock.lock() += 1;
    });
    says(&report, &["orphan (proven)"]);
}

// 12. Senders that are kept. What types refuse of it is in `ui/channels` and `ui/replies`.

mod talk {
    #[unhang::levels]
    pub mod order {
        #[channel(bounded)]
        pub struct Requests;
        #[channel(bounded, carries(Replies))]
        pub struct Questions;
        #[channel]
        #[after(Questions)]
        pub struct Replies;
        #[channel]
        pub struct Notes;
    }
    #[unhang::levels]
    pub mod elsewhere {
        #[after(super::order::Requests)]
        pub struct Served;
    }
}
use talk::elsewhere::Served;
use talk::order::{Notes, Requests};

#[test]
fn an_entry_that_waits_beside_its_own_sender() {
    #[unhang::acquires(Notes)]
    fn enter(notes: &unhang::Receiver<u32, Notes>) {
        let _ = notes.recv(cx);
    }
    let report = reported(|| {
        root(|cx| {
            let (_notes, read, _cx) = cx.unbounded::<u32, Notes>();
            enter(&read);
        });
    });
    says(&report, &["must not wait for `Notes` while it owes `Notes`"]);
}

/// What may be waited for while `Requests` is drained was declared where `Requests` cannot know of it.
#[test]
fn a_lock_of_another_module_is_taken_while_draining() {
    quiet(|| {
        let served = Mutex::<u32, Served>::new(0);
        root(|cx| {
            let (requests, work, cx) = cx.bounded::<u32, Requests>(1);
            let cx = requests.close(cx);
            *served.lock(cx) += 1;
            assert!(work.recv(cx).is_err());
        });
    });
}

// 13. Re-entry.

struct Balance(Mutex<i64>);

impl fmt::Display for Balance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.lock().fmt(f)
    }
}

#[test]
fn display_under_the_lock() {
    says(
        &reported(|| {
            let balance = Balance(Mutex::new(1));
            let _held = balance.0.lock();
            balance.to_string()
        }),
        &["double lock (proven)"],
    );
}

#[test]
fn debug_of_a_lock_that_is_held() {
    quiet(|| {
        let lock = Mutex::new(1);
        let _held = lock.lock();
        format!("{lock:?}")
    });
}

#[test]
fn drop_under_the_lock() {
    static JOURNAL: Mutex<Vec<&str>, Journal> = Mutex::new(Vec::new());
    struct Session;
    impl Drop for Session {
        #[unhang::acquires(Journal)]
        fn drop(&mut self) {
            JOURNAL.lock(cx).push("closed");
        }
    }
    let report = reported(|| {
        root(|cx| {
            let session = Session;
            let (_journal, _cx) = JOURNAL.lock(cx).nest();
            drop(session);
        })
    });
    says(&report, &["declared order (proven)", "`Journal`"]);
}

#[test]
fn a_callback_that_was_stored() {
    says(
        &reported(|| {
            type Callbacks = Vec<Box<dyn Fn() + Send>>;
            let callbacks: Arc<Mutex<Callbacks>> = Arc::default();
            let again = callbacks.clone();
            callbacks.lock().push(Box::new(move || again.lock().clear()));
            callbacks.lock().iter().for_each(|callback| callback());
        }),
        &["double lock (proven)"],
    );
}

#[test]
fn a_logger_behind_a_trait() {
    trait Logger: Sync {
        fn log(&self, text: &str);
    }
    struct Lines(Mutex<Vec<String>>);
    impl Logger for Lines {
        fn log(&self, text: &str) {
            self.0.lock().push(text.into());
        }
    }
    says(
        &reported(|| {
            let lines = Lines(Mutex::new(vec![]));
            let logger: &dyn Logger = &lines;
            let mut held = lines.0.lock();
            logger.log("again");
            held.clear();
        }),
        &["double lock (proven)"],
    );
}

#[test]
fn a_comparison_that_a_set_calls() {
    #[derive(Clone, Copy, PartialEq, Eq)]
    struct Name(usize);
    static NAMES: Mutex<BTreeSet<Name>> = Mutex::new(BTreeSet::new());
    impl PartialOrd for Name {
        fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
            Some(self.cmp(other))
        }
    }
    impl Ord for Name {
        fn cmp(&self, other: &Self) -> std::cmp::Ordering {
            (NAMES.lock().len() + self.0).cmp(&other.0)
        }
    }
    says(
        &reported(|| {
            NAMES.lock().insert(Name(1));
            NAMES.lock().insert(Name(2));
        }),
        &["double lock (proven)"],
    );
}

/// A panic inside of the hook ends the process before anybody can print it.
#[test]
fn a_panic_hook_under_the_lock() {
    let output = ends_the_process("a_panic_hook_under_the_lock", || {
        static LOG: Mutex<Vec<String>> = Mutex::new(Vec::new());
        let default = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            default(info);
            LOG.lock().push(info.to_string());
        }));
        let _held = LOG.lock();
        panic!("the first");
    });
    says(&output, &["the first"]);
}

#[test]
fn an_initialiser_that_uses_its_own_value() {
    static PORT: LazyLock<u16> = LazyLock::new(|| *PORT + 1);
    says(&reported(|| *PORT), &["double lock (proven)"]);
}

#[test]
fn two_initialisers_that_use_each_other() {
    static PORT: LazyLock<u16> = LazyLock::new(|| HOST.len() as u16);
    static HOST: LazyLock<String> = LazyLock::new(|| PORT.to_string());
    reported(|| *PORT);
}

#[test]
fn an_entry_through_a_trait_object() {
    trait Audit {
        fn total(&self) -> i64;
    }
    struct Bank(Mutex<i64, Accounts>, Mutex<i64, Journal>);
    impl Audit for Bank {
        #[unhang::acquires(Accounts)]
        fn total(&self) -> i64 {
            *self.0.lock(cx)
        }
    }
    let report = reported(|| {
        let bank = Bank(Mutex::new(1), Mutex::new(2));
        let audit: &dyn Audit = &bank;
        root(|cx| {
            let _journal = bank.1.lock(cx);
            audit.total()
        })
    });
    says(&report, &["declared order (proven)", "`Accounts`", "`Journal`"]);
}

// 14. Guards that are temporaries. Those of edition 2021 are in `tests/crates/renamed`.

#[test]
fn temporaries() {
    let in_a_match = reported(|| {
        let lock = Mutex::new(1);
        match *lock.lock() {
            1 => *lock.lock() += 1,
            2 => *lock.lock() += 2,
            _ => {}
        }
    });
    let in_if_let = reported(|| {
        let lock = Mutex::new(vec![1]);
        if let Some(last) = lock.lock().pop() {
            lock.lock().push(last);
        }
    });
    let in_while_let = reported(|| {
        let lock = Mutex::new(vec![1]);
        while let Some(last) = lock.lock().pop() {
            lock.lock().push(last);
        }
    });
    let in_for = reported(|| {
        let lock = Mutex::new(vec![1]);
        for last in lock.lock().iter() {
            drop((last, lock.lock()));
        }
    });
    let in_one_expression = reported(|| {
        let lock = Mutex::new(1);
        assert_eq!(*lock.lock(), *lock.lock());
    });
    for report in [in_a_match, in_if_let, in_while_let, in_for, in_one_expression] {
        says(&report, &["double lock (proven)"]);
    }
}

#[test]
fn temporaries_that_this_edition_drops_early() {
    quiet(|| {
        let lock = Mutex::new(vec![1]);
        if let Some(7) = lock.lock().first() {
        } else {
            lock.lock().push(2);
        }
        let length = { lock.lock().len() };
        assert_eq!(length, lock.lock().len());
    });
}

#[test]
fn temporaries_of_edition_2021() {
    use unhang_test_renamed::temporaries;
    for body in [temporaries::in_the_else_of_an_if_let, temporaries::in_the_second_condition, temporaries::in_a_tail_expression] {
        says(&reported(body), &["double lock (proven)"]);
    }
}

// 16. A panic that is caught while something is held, and then all of it again.

#[test]
fn all_again_after_a_panic() {
    quiet(|| {
        let (accounts, journal) = (Mutex::<i64, Accounts>::new(0), Mutex::<i64, Journal>::new(0));
        let scratch = Mutex::new(0);
        for round in 0..3 {
            let caught = catch_unwind(AssertUnwindSafe(|| {
                root(|cx| {
                    let (mut accounts, cx) = accounts.lock(cx).nest();
                    let (_journal, _cx) = journal.lock(cx).nest();
                    let _scratch = scratch.lock();
                    *accounts += 1;
                    panic!("round {round}");
                })
            }));
            assert_eq!(text(caught.unwrap_err()), format!("round {round}"));
        }
        assert_eq!(root(|cx| *accounts.lock(cx)), 3);
    });
}

#[test]
fn all_again_after_a_report() {
    quiet(|| {
        let (accounts, journal) = (Mutex::<i64, Accounts>::new(0), Mutex::<i64, Journal>::new(0));
        let enter = || {
            #[unhang::acquires(Accounts)]
            fn enter(accounts: &Mutex<i64, Accounts>) {
                *accounts.lock(cx) += 1;
            }
            enter(&accounts);
        };
        for _ in 0..3 {
            let caught = catch_unwind(AssertUnwindSafe(|| {
                root(|cx| {
                    let _journal = journal.lock(cx);
                    enter();
                })
            }));
            says(&text(caught.unwrap_err()), &["declared order (proven)", "`Accounts`"]);
            enter();
        }
        assert_eq!(root(|cx| *accounts.lock(cx)), 3);
    });
}
