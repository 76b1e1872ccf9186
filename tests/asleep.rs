//! Tasks that nobody can wake, in processes of their own that have no other threads: so this test has a `main` of its own, and runs
//! itself again as the program of each story.

use std::process::{Command, Output, Stdio};
use std::sync::{Arc, mpsc};
use std::time::Duration;
use unhang::{Mutex, is_checked, thread};

#[path = "asleep/hangs.rs"]
mod hangs;
#[path = "asleep/levelled.rs"]
mod levelled;
#[path = "asleep/partly.rs"]
mod partly;
#[path = "asleep/quiet.rs"]
mod quiet;

const STORY: &str = "UNHANG_TEST_STORY";

/// How long a report, or a program that goes well, may take.
const SOON: Duration = Duration::from_secs(2);

struct Story {
    name: &'static str,
    program: fn(),
    /// None where a signal ends it.
    code: Option<i32>,
    says: Says,
}

/// What it prints to standard error.
enum Says {
    Nothing,
    This(&'static str),
    /// The report's first words.
    First(&'static str),
    /// All tasks are asleep, and what `main` does.
    Asleep(&'static str),
}

impl Story {
    /// The report comes as a panic.
    const fn told(name: &'static str, program: fn(), first: &'static str) -> Story {
        Story { name, program, code: Some(101), says: Says::First(first) }
    }

    const fn asleep(name: &'static str, program: fn(), main: &'static str) -> Story {
        Story { name, program, code: Some(101), says: Says::Asleep(main) }
    }

    const fn prints(name: &'static str, program: fn(), part: &'static str) -> Story {
        Story { name, program, code: Some(0), says: Says::This(part) }
    }

    /// It ends by itself, without a word.
    const fn quiet(name: &'static str, program: fn()) -> Story {
        Story { name, program, code: Some(0), says: Says::Nothing }
    }

    const fn aborts(self) -> Story {
        Story { code: None, ..self }
    }

    const fn ends(self, code: i32) -> Story {
        Story { code: Some(code), ..self }
    }

    fn run(&self) {
        let Output { status, stderr, .. } = self.output();
        let text = String::from_utf8_lossy(&stderr);
        assert_eq!(status.code(), self.code, "{}: {text}", self.name);
        match self.says {
            Says::Nothing => assert_eq!(text, "", "{}", self.name),
            Says::This(part) => assert!(text.contains(told_here(part)), "{}: {part:?} is not in:\n{text}", self.name),
            Says::First(first) => self.begins(&text, first),
            Says::Asleep(main) => self.begins(&text, &format!("{ASLEEP}: `main` {main}")),
        }
    }

    fn begins(&self, text: &str, first: &str) {
        let mut report = text.lines().skip_while(|line| !REPORTS.iter().any(|word| line.starts_with(word)));
        let begins = report.next().is_some_and(|line| line.starts_with(first) || line.starts_with(&format!("perhaps a {first}")));
        assert!(begins, "{}: {first:?} does not begin:\n{text}", self.name);
        // Not a place in std, which calls an iterator.
        let is_here = report.next().is_none_or(|line| !line.starts_with("  --> ") || line.contains("asleep"));
        assert!(is_here, "{}: another place in:\n{text}", self.name);
    }

    /// Of a process that tells this story.
    fn output(&self) -> Output {
        let mut command = Command::new(std::env::current_exe().expect("this binary"));
        command.env(STORY, self.name).env_remove("UNHANG").env("RUST_BACKTRACE", "0");
        let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("a process");
        let (tell, told) = mpsc::channel();
        let id = child.id();
        std::thread::spawn(move || tell.send(child.wait_with_output().expect("a process")));
        told.recv_timeout(SOON).unwrap_or_else(|_| {
            let _ = Command::new("kill").args(["-9", &id.to_string()]).status();
            panic!("{}: it hangs without a word", self.name);
        })
    }
}

const ASLEEP: &str = "deadlock: all tasks are asleep";

/// How a report begins.
const REPORTS: [&str; 3] = ["deadlock", "perhaps a deadlock", "leak"];

const STORIES: &[Story] = &[
    Story::told("main leaves a task behind", leak, "leak: the program ends, and nobody is left to wake `task ").ends(0),
    Story::prints("main exits under a lock", exit_under_a_lock, "leaked (proven)").ends(4),
    Story::quiet("a task exits under a lock", task_exits_under_a_lock).ends(4),
    Story::prints("a foreign thread exits under a lock", foreign_thread_exits_under_a_lock, "(suspected)").ends(4),
    Story::quiet("a foreign thread is there", leak_beside_a_foreign_thread),
    Story::prints("a foreign thread was there", leak_after_a_foreign_thread, "leaked (proven)").ends(0),
    Story::quiet("a task is still busy", busy_task),
    Story::quiet("nobody waits", nobody_waits),
];

fn main() {
    let stories = || [STORIES, hangs::STORIES, levelled::STORIES, partly::STORIES, quiet::STORIES].into_iter().flatten();
    if let Ok(name) = std::env::var(STORY) {
        let story = stories().find(|story| story.name == name).expect("one of the stories");
        return (story.program)();
    }
    let wanted = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let is_wanted = |story: &&Story| wanted.as_ref().is_none_or(|wanted| story.name.contains(wanted.as_str()));
    // Without the checker, only what is right ends.
    for story in stories().filter(is_wanted).filter(|story| is_checked() || matches!(story.says, Says::Nothing)) {
        story.run();
        println!("test {} ... ok", story.name);
    }
}

/// Where the system does not list a process's threads, nothing is proven, and a foreign thread does not keep a suspicion away.
fn told_here(part: &str) -> &str {
    let lists_threads = cfg!(any(target_os = "linux", target_os = "android"));
    if lists_threads || !part.contains("proven") { part } else { "(suspected)" }
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
