//! The hangs of `examples/seed`: each must end, soon, with its report.

mod example;

use std::io::Read;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// What a program printed, and its exit code.
struct Ran {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

/// Runs a program that would hang, or leave a task behind. The deadline is for a machine under load; the report takes no time.
fn run(seed: &str) -> Ran {
    let mut program = Command::new(example::built(seed));
    program.env_remove("UNHANG").env("RUST_BACKTRACE", "0").stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = program.spawn().unwrap();
    let mut stderr = child.stderr.take().unwrap();
    let (done, ended) = mpsc::channel();
    let reader = thread::spawn(move || {
        let mut text = String::new();
        stderr.read_to_string(&mut text).unwrap();
        let _ = done.send(());
        text
    });
    let in_time = ended.recv_timeout(Duration::from_secs(10)).is_ok();
    if !in_time {
        child.kill().unwrap();
    }
    let output = child.wait_with_output().unwrap();
    let (stdout, stderr) = (String::from_utf8(output.stdout).unwrap(), reader.join().unwrap());
    assert!(in_time, "`{seed}` hangs\n{stderr}");
    if !unhang::is_checked() {
        assert_eq!(output.status.code(), Some(2), "{stderr}");
        assert!(stderr.contains("run it with `--features checked`"), "{stderr}");
    }
    assert!(!stdout.contains("never reached"), "{stdout}");
    Ran { code: output.status.code(), stdout, stderr }
}

/// The report of a program that must fail with it.
fn report_of(seed: &str) -> String {
    let Ran { code, stderr, .. } = run(seed);
    if unhang::is_checked() {
        assert_eq!(code, Some(101), "{stderr}");
    }
    stderr
}

#[track_caller]
fn assert_tells(report: &str, parts: &[&str]) {
    if !unhang::is_checked() {
        return;
    }
    let mut rest = report;
    for part in parts {
        let Some(at) = rest.find(part) else { panic!("`{part}` is missing, or not in its place, in\n{report}") };
        rest = &rest[at + part.len()..];
    }
}

#[test]
fn double_lock() {
    let report = report_of("seed_double_lock");
    assert_tells(
        &report,
        &["deadlock: `main` waits for mutex", "which it holds itself", "double_lock.rs:16:", "double_lock.rs:20:", "(proven)"],
    );
}

/// Which of the two threads asks second is open, and with it which line comes first.
#[test]
fn opposite_orders() {
    let report = report_of("seed_opposite_orders");
    assert_tells(
        &report,
        &["deadlock ahead: `task", "and elsewhere it is the other way round", "= help: take these locks in one order", "(potential)"],
    );
    for line in [20, 22, 26, 28] {
        assert_tells(&report, &[&format!("opposite_orders.rs:{line}:")]);
    }
}

/// Which of the two closes the circle is open.
#[test]
fn join_under_lock() {
    let report = report_of("seed_join_under_lock");
    assert_tells(&report, &["deadlock: `", "` wait for one another", "= help: release mutex #", "before the join at", "(proven)"]);
    for part in ["join_under_lock.rs:14:", "join_under_lock.rs:17:", "join_under_lock.rs:19:", "`main` waits for the end of `"] {
        assert_tells(&report, &[part]);
    }
}

#[test]
fn lonely_reader() {
    let report = report_of("seed_lonely_reader");
    assert_tells(&report, &["all tasks are asleep: `main` waits to receive from channel", "lonely_reader.rs:22:"]);
}

#[test]
fn handshake() {
    let report = report_of("seed_handshake");
    assert_tells(&report, &["deadlock: all tasks are asleep: `", "waits to receive from channel"]);
    assert_tells(&report, &["handshake.rs:12:", "handshake.rs:12:"]);
}

#[test]
fn full_buffer() {
    let report = report_of("seed_full_buffer");
    assert_tells(&report, &["deadlock: all tasks are asleep: `", "to send into channel"]);
    for line in [18, 22] {
        assert_tells(&report, &[&format!("full_buffer.rs:{line}:")]);
    }
}

/// The program itself succeeds.
#[test]
fn leak() {
    let Ran { code, stdout, stderr } = run("seed_leak");
    assert_tells(&stderr, &["leak: the program ends, and nobody is left to wake `task", "leak.rs:22:", "(proven)"]);
    if unhang::is_checked() {
        assert_eq!(code, Some(0), "{stderr}");
        assert!(stdout.starts_with("bought for "), "{stdout}");
    }
}
