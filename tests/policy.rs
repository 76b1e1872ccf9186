//! Policies, in processes of their own: each test runs this binary again as the program of its story.
#![cfg(any(debug_assertions, feature = "checked"))]

use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::{Duration, Instant};
use unhang::testing::Test;
use unhang::{Grade, Mutex, Policy, ReportKind, RwLock, TaskReport, Wanted, on_report, policy, root, scope, set_policy, thread};

const STORY: &str = "UNHANG_TEST_STORY";

/// Runs one of the stories below and waits for its end, for ten seconds.
fn tell(story: &str, variable: Option<&str>) -> Output {
    let mut command = Command::new(std::env::current_exe().expect("this binary"));
    command.args(["the_stories", "--exact", "--nocapture"]).env(STORY, story).env("RUST_BACKTRACE", "0").env_remove("UNHANG");
    command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    if let Some(value) = variable {
        command.env("UNHANG", value);
    }
    let mut child = command.spawn().expect("a process");
    let start = Instant::now();
    let (ended, end) = mpsc::channel();
    std::thread::scope(|scope| {
        let id = child.id();
        scope.spawn(move || {
            if end.recv_timeout(Duration::from_secs(10)).is_err() {
                let _ = Command::new("kill").arg(id.to_string()).status();
            }
        });
        let output = child.stdout.take().zip(child.stderr.take());
        let status = child.wait().expect("it was started");
        let _ = ended.send(());
        let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
        if let Some((mut out, mut err)) = output {
            std::io::Read::read_to_end(&mut out, &mut stdout).expect("its output");
            std::io::Read::read_to_end(&mut err, &mut stderr).expect("its messages");
        }
        assert!(start.elapsed() < Duration::from_secs(10), "{story} hangs: {}", String::from_utf8_lossy(&stderr));
        Output { status, stdout, stderr }
    })
}

fn conflict() {
    let (a, b) = (Mutex::new(1), Mutex::new(2));
    drop((a.lock(), b.lock()));
    drop((b.lock(), a.lock()));
}

fn waits_for_itself() {
    let (sender, receiver) = unhang::channel::unbounded::<()>();
    _ = receiver.recv();
    drop(sender);
}

/// Dropped when the test is over.
struct Late<'a>(&'a std::sync::Mutex<mpsc::Receiver<()>>);

impl Drop for Late<'_> {
    fn drop(&mut self) {
        _ = self.0.lock().map(|over| over.recv());
    }
}

#[test]
fn the_stories() {
    match std::env::var(STORY).as_deref() {
        Err(_) => {}
        Ok("conflict") => conflict(),
        Ok("set") => {
            set_policy(Policy::Report);
            conflict();
        }
        Ok("hook") => {
            static TOLD: AtomicUsize = AtomicUsize::new(0);
            on_report(|report| {
                assert_eq!((report.kind, report.grade), (ReportKind::LearnedOrder, Grade::Potential));
                assert_eq!(report.tasks.len(), 2);
                TOLD.fetch_add(1, Ordering::Relaxed);
            });
            conflict();
            conflict();
            assert_eq!(TOLD.load(Ordering::Relaxed), 2, "once for each pair of locks");
        }
        Ok("scope end") => {
            let lock = Mutex::new(0);
            root(|cx| {
                let _held = lock.lock();
                scope(cx, |scope, _| drop(scope.spawn(|_| *lock.lock() += 1)));
            });
        }
        Ok("asleep") => {
            let lock = std::sync::Arc::new(Mutex::new(0));
            let theirs = lock.clone();
            let held = lock.lock();
            let worker = thread::spawn(move || *theirs.lock() += 1);
            let _ = worker.join();
            drop(held);
        }
        Ok("twice told") => {
            set_policy(Policy::Report);
            let lock = RwLock::new(0);
            for _ in 0..3 {
                let first = lock.read();
                drop((first, lock.read()));
            }
        }
        Ok("in a test") => {
            let test = Test::new().time_limit(Duration::from_millis(200));
            let forgotten = test.run(|_| std::mem::forget(Mutex::new(0).lock()));
            assert!(forgotten.is_ok(), "{forgotten:?}");
            let left = test.run(|_| drop(thread::spawn(waits_for_itself))).expect_err("it does not end");
            assert!(left.report().is_some_and(|report| report.kind == ReportKind::Outlives), "{left}");
        }
        Ok("after a test") => {
            let (found, findings) = mpsc::channel();
            on_report(move |report| _ = found.send(report.kind));
            let (end, ended) = mpsc::channel();
            let ended = std::sync::Mutex::new(ended);
            let failed = Test::new().run(move |_| {
                let lock = Mutex::new(0);
                let _held = lock.lock();
                thread::scope(|scope| {
                    let _late = Late(&ended);
                    scope.spawn(|| *lock.lock() += 1);
                    *lock.lock() += 1;
                });
            });
            assert!(failed.is_err() && findings.recv() == Ok(ReportKind::DoubleLock));
            let until = |waits: fn(&TaskReport) -> bool| {
                while !unhang::tasks().iter().any(waits) {
                    thread::yield_now();
                }
            };
            until(|task| matches!(task.waits, Some((Wanted::Lock(..), _))));
            end.send(()).expect("its body waits for it");
            until(|task| matches!(task.waits, Some((Wanted::Tasks(_), _))));
            // The circle is closed, and would end the process now.
            thread::sleep(Duration::from_millis(100));
            assert!(findings.try_recv().is_err());
        }
        Ok(other) => panic!("no such story: {other}"),
    }
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout)
}

#[test]
fn panic_is_the_default() {
    for variable in [None, Some("panic"), Some("")] {
        let output = tell("conflict", variable);
        assert!(!output.status.success());
        assert!(text(&output).contains("learned order (potential)"), "{}", text(&output));
    }
}

#[test]
fn report_goes_on() {
    for (story, variable) in [("conflict", Some("report")), ("set", None), ("set", Some("abort"))] {
        let output = tell(story, variable);
        assert!(output.status.success(), "{}", text(&output));
        assert!(text(&output).contains("learned order (potential)"), "{}", text(&output));
    }
}

#[test]
fn abort_ends_the_process() {
    let output = tell("conflict", Some("abort"));
    assert_eq!(output.status.code(), None, "by a signal: {}", text(&output));
    assert!(text(&output).contains("learned order (potential)"));
}

#[test]
fn off_is_silent() {
    let output = tell("conflict", Some("off"));
    assert!(output.status.success());
    assert!(!text(&output).contains("deadlock"));
}

#[test]
fn off_is_silent_in_a_test() {
    let output = tell("in a test", Some("off"));
    assert!(output.status.success(), "{}", text(&output));
}

/// A panic that leaves a scope waits for its tasks, and so closes a circle when the test has failed already.
#[test]
fn what_a_failed_test_leaves_behind_does_not_end_the_process() {
    let output = tell("after a test", None);
    assert!(output.status.success(), "{}", text(&output));
}

#[test]
fn a_variable_that_is_no_policy_is_told() {
    let output = tell("conflict", Some("loud"));
    assert!(!output.status.success());
    assert!(text(&output).contains("it must be one of panic, report, abort, break, off"), "{}", text(&output));
}

#[test]
fn a_hook_sees_the_data() {
    assert!(tell("hook", Some("report")).status.success());
}

#[test]
fn a_circle_at_the_end_of_a_scope() {
    let output = tell("scope end", None);
    assert!(!output.status.success());
    assert!(text(&output).contains("circle (proven)"), "{}", text(&output));
}

#[test]
fn all_tasks_are_asleep() {
    let output = tell("asleep", None);
    assert!(text(&output).contains("all tasks are asleep - deadlock!"), "{}", text(&output));
}

#[test]
fn a_finding_is_told_once() {
    let output = tell("twice told", None);
    assert!(output.status.success());
    assert_eq!(text(&output).matches("recursive read (potential)").count(), 1, "{}", text(&output));
    assert_eq!(policy(), Policy::Panic);
}
