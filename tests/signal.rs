//! A signal prints the tasks, and who waits for it keeps no deadlock hidden.
//!
//! The program runs itself again: once to be sent a signal, and to hang then.

use signal_hook::consts::SIGUSR1;
use std::io::{BufRead, BufReader, Read};
use std::process::{Command, ExitCode, Stdio};
use std::sync::mpsc;
use std::time::Duration;
use unhang::channel::bounded;
use unhang::thread;

const CHILD: &str = "a program that waits";

fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref() {
        Some(CHILD) => hangs(),
        _ => sends_a_signal(),
    }
    println!("a signal prints the tasks: 1 passed, 0 failed");
    ExitCode::SUCCESS
}

/// Prints its tasks once it is asked to, and goes on until its standard input ends; then nobody is left to wake it.
fn hangs() {
    unhang::print_tasks_on(SIGUSR1).expect("it can be caught");
    assert!(unhang::print_tasks_on(9).is_err(), "that one kills");
    let (sender, receiver) = bounded::<u8>(0);
    let other = receiver.clone();
    let worker = thread::Builder::new().name("worker".into()).spawn(move || other.recv()).expect("a thread");
    while unhang::is_checked() && unhang::tasks().iter().all(|task| task.name != "worker" || task.waits.is_none()) {
        thread::yield_now();
    }
    signal_hook::low_level::raise(SIGUSR1).expect("it is sent");
    _ = std::io::stdin().read(&mut [0]);
    if unhang::is_checked() {
        _ = receiver.recv();
    }
    drop(sender);
    _ = worker.join();
}

fn sends_a_signal() {
    let mut child = Command::new(std::env::current_exe().expect("this program"))
        .arg(CHILD)
        .env_remove("UNHANG")
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let (lines, said) = mpsc::channel();
    let stderr = BufReader::new(child.stderr.take().expect("a pipe"));
    let reader = std::thread::spawn(move || stderr.lines().map_while(Result::ok).try_for_each(|line| lines.send(line)));
    let expect = |part: &str| loop {
        let line = said.recv_timeout(Duration::from_secs(60)).unwrap_or_else(|_| panic!("{part:?} was not said"));
        if line.contains(part) {
            break;
        }
    };
    if unhang::is_checked() {
        expect("2 tasks");
        expect("`worker` waits to receive from channel #");
        drop(child.stdin.take());
        expect("all tasks are asleep");
        assert_eq!(child.wait().expect("it ends").code(), Some(101));
    } else {
        expect("0 tasks (this build is not checked");
        drop(child.stdin.take());
        assert!(child.wait().expect("it ends").success());
    }
    reader.join().expect("no panic").expect("somebody reads");
}
