//! Tasks that nobody can wake, in processes of their own that have no other threads: so this test has a `main` of its own, and runs
//! itself again as the program of each story.

use std::process::Command;
use std::sync::Arc;
use std::time::Duration;
use unhang::{Mutex, is_checked, thread};

const STORY: &str = "UNHANG_TEST_STORY";

struct Story {
    name: &'static str,
    program: fn(),
    code: i32,
    /// What it prints to standard error, if anything.
    says: Option<&'static str>,
}

const STORIES: &[Story] = &[
    Story { name: "main leaves a task behind", program: leak, code: 0, says: Some("nobody is left to wake `task ") },
    Story { name: "main exits under a lock", program: exit_under_a_lock, code: 4, says: Some("leaked (proven)") },
    Story { name: "a task exits under a lock", program: task_exits_under_a_lock, code: 4, says: None },
    Story { name: "a foreign thread exits under a lock", program: foreign_thread_exits_under_a_lock, code: 4, says: Some("(suspected)") },
    Story { name: "a foreign thread is there", program: leak_beside_a_foreign_thread, code: 0, says: None },
    Story { name: "a foreign thread was there", program: leak_after_a_foreign_thread, code: 0, says: Some("leaked (proven)") },
    Story { name: "a task is still busy", program: busy_task, code: 0, says: None },
    Story { name: "nobody waits", program: nobody_waits, code: 0, says: None },
];

fn main() {
    if let Ok(name) = std::env::var(STORY) {
        let story = STORIES.iter().find(|story| story.name == name).expect("one of the stories");
        return (story.program)();
    }
    for story in STORIES.iter().filter(|_| is_checked()) {
        let mut command = Command::new(std::env::current_exe().expect("this binary"));
        command.env(STORY, story.name).env_remove("UNHANG").env("RUST_BACKTRACE", "0");
        let output = command.output().expect("a process");
        let text = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(story.code), "{}: {text}", story.name);
        match told_here(story.says) {
            Some(part) => assert!(text.contains(part), "{}: {part:?} is not in:\n{text}", story.name),
            None => assert_eq!(text, "", "{}", story.name),
        }
        println!("test {} ... ok", story.name);
    }
}

/// Where the system does not list a process's threads, nothing is proven, and a foreign thread does not keep a suspicion away.
fn told_here(says: Option<&'static str>) -> Option<&'static str> {
    let lists_threads = cfg!(any(target_os = "linux", target_os = "android"));
    says.map(|part| if lists_threads || !part.contains("proven") { part } else { "(suspected)" })
}

fn pause() {
    std::thread::sleep(Duration::from_millis(100));
}

/// A task that waits for a lock, which is returned.
fn waiting_task() -> Arc<Mutex<i32>> {
    let lock = Arc::new(Mutex::new(0));
    std::mem::forget(lock.lock());
    let theirs = lock.clone();
    thread::spawn(move || *theirs.lock() += 1);
    pause();
    lock
}

fn leak() {
    waiting_task();
}

fn exit_under_a_lock() {
    waiting_task();
    std::process::exit(4);
}

fn task_exits_under_a_lock() {
    let lock = Arc::new(Mutex::new(0));
    let theirs = lock.clone();
    thread::spawn(move || {
        let _held = theirs.lock();
        pause();
        pause();
        std::process::exit(4);
    });
    pause();
    drop(lock.lock());
}

fn foreign_thread_exits_under_a_lock() {
    let lock = Arc::new(Mutex::new(0));
    let theirs = lock.clone();
    std::thread::spawn(move || {
        let _held = theirs.lock();
        pause();
        pause();
        std::process::exit(4);
    });
    pause();
    drop(lock.lock());
}

fn leak_beside_a_foreign_thread() {
    if cfg!(any(target_os = "linux", target_os = "android")) {
        std::thread::spawn(|| std::thread::sleep(Duration::from_secs(10)));
        waiting_task();
    }
}

fn leak_after_a_foreign_thread() {
    std::thread::spawn(|| {}).join().expect("no panic");
    waiting_task();
}

fn busy_task() {
    let lock = waiting_task();
    thread::spawn(move || {
        std::thread::sleep(Duration::from_secs(10));
        drop(lock);
    });
    pause();
}

fn nobody_waits() {
    let lock = Arc::new(Mutex::new(0));
    let theirs = lock.clone();
    thread::spawn(move || *theirs.lock() += 1).join().expect("no panic");
    assert_eq!(*lock.lock(), 1);
}
