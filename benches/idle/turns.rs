//! Processes that take turns: each has tasks that wait, and measures what two other tasks do meanwhile.

use std::hint::black_box;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use unhang::channel::{bounded, unbounded};
use unhang::{Mutex, MutexGuard, RwLock, WaitGroup, thread};

/// How the idle tasks wait: as the table calls it, and as the processes do.
pub const WAITS: [(&str, &str); 3] =
    [("in recv, each on a channel of its own", "recv"), ("for one wait group", "group"), ("to read or write one lock", "rwlock")];

/// What is measured beside them.
pub const CASES: [&str; 4] = ["uncontended lock", "hand-off of a mutex", "ping-pong, capacity 0", "ping-pong, capacity 1"];

const PROCESS: &str = "UNHANG_IDLE_PROCESS";

/// A process with idle tasks.
pub struct Process {
    child: Child,
    orders: ChildStdin,
    answers: BufReader<ChildStdout>,
    /// As many as the system allowed.
    pub idle: usize,
}

impl Process {
    /// Starts this program again, with that many tasks that wait.
    pub fn start(wait: &str, tasks: usize) -> Process {
        let mut command = Command::new(std::env::current_exe().expect("this binary"));
        command.env(PROCESS, format!("{wait} {tasks}")).env_remove("UNHANG").stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("a process");
        let orders = child.stdin.take().expect("its input");
        let answers = BufReader::new(child.stdout.take().expect("its output"));
        let mut process = Process { child, orders, answers, idle: 0 };
        process.idle = process.answer();
        process
    }

    /// Nanoseconds per operation of a case.
    fn measure(&mut self, case: &str, time: Duration) -> f64 {
        writeln!(self.orders, "{} {case}", time.as_millis()).expect("it listens");
        self.answer()
    }

    fn answer<T: std::str::FromStr>(&mut self) -> T {
        let mut line = String::new();
        self.answers.read_line(&mut line).expect("its output");
        line.trim().parse().unwrap_or_else(|_| panic!("the process with {} idle tasks said {line:?}", self.idle))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // As it is: nobody is to be woken.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a case costs beside the idle tasks of `many`, as a multiple of what it costs beside those of `few`: the median of rounds in
/// which both take turns. With it, nanoseconds beside `few`.
pub fn median_ratio(many: &mut Process, few: &mut Process, case: &str, rounds: usize, time: Duration) -> (f64, f64) {
    let (mut ratios, mut alone): (Vec<f64>, Vec<f64>) = (0..rounds)
        .map(|_| {
            let base = few.measure(case, time);
            (many.measure(case, time) / base, base)
        })
        .unzip();
    (median(&mut ratios), median(&mut alone))
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Is such a process, if it was started as one; it never returns then.
pub fn be_a_process() {
    let Ok(role) = std::env::var(PROCESS) else { return };
    let (wait, tasks) = role.split_once(' ').expect("how they wait, and how many");
    let tasks = tasks.parse().expect("a number");
    match wait {
        "group" => beside_waiters(tasks),
        "rwlock" => beside_readers_and_writers(tasks),
        _ => beside_receivers(tasks),
    }
    // It was not killed, so whoever gave the orders is gone.
    std::process::abort();
}

fn beside_receivers(tasks: usize) {
    let mut senders = Vec::new();
    let idle = start(tasks, || {
        let (sender, receiver) = unbounded::<()>();
        senders.push(sender);
        move || assert!(receiver.recv().is_err(), "nobody sends")
    });
    listen(idle);
    drop(senders);
}

fn beside_waiters(tasks: usize) {
    let group = WaitGroup::new();
    let token = group.token();
    let idle = start(tasks, || {
        let group = group.clone();
        move || group.wait()
    });
    listen(idle);
    drop(token);
}

fn beside_readers_and_writers(tasks: usize) {
    let lock = Arc::new(RwLock::new(0));
    let held = lock.write();
    let mut reads = false;
    let idle = start(tasks, || {
        let lock = lock.clone();
        reads = !reads;
        move || if reads { drop(lock.read()) } else { *lock.write() += 1 }
    });
    listen(idle);
    drop(held);
}

/// Starts tasks that wait, as many as the system allows.
fn start<F: FnOnce() + Send + 'static>(tasks: usize, mut make: impl FnMut() -> F) -> usize {
    static BEGUN: AtomicUsize = AtomicUsize::new(0);
    let mut spawn = |_| {
        let wait = make();
        let body = move || {
            BEGUN.fetch_add(1, Ordering::Release);
            wait();
        };
        thread::Builder::new().stack_size(128 * 1024).spawn(body).ok()
    };
    let started = (0..tasks).map_while(&mut spawn).count();
    while BEGUN.load(Ordering::Acquire) < started {
        std::thread::sleep(Duration::from_millis(1));
    }
    let mut quiet = 0;
    while quiet < 3 {
        std::thread::sleep(Duration::from_millis(100));
        quiet = if runs(started) { 0 } else { quiet + 1 };
    }
    started
}

/// Whether one of the idle tasks runs still, where the system says so.
fn runs(idle: usize) -> bool {
    let Ok(threads) = std::fs::read_dir("/proc/self/task") else { return false };
    let state = |thread: std::io::Result<std::fs::DirEntry>| std::fs::read_to_string(thread.ok()?.path().join("stat")).ok();
    let is_asleep = |stat: &String| stat.rsplit(") ").next().is_some_and(|rest| rest.starts_with('S'));
    threads.filter_map(state).filter(is_asleep).count() < idle
}

/// Measures what it is told to, until nobody does any more.
fn listen(idle: usize) {
    println!("{idle}");
    for order in std::io::stdin().lines() {
        let order = order.expect("a line");
        let (milliseconds, case) = order.split_once(' ').expect("a time and a case");
        let time = Duration::from_millis(milliseconds.parse().expect("a number"));
        let (operations, took) = match case {
            "uncontended lock" => uncontended(time),
            "hand-off of a mutex" => hand_off(time),
            "ping-pong, capacity 0" => ping_pong(0, time),
            _ => ping_pong(1, time),
        };
        println!("{}", took.as_nanos() as f64 / operations as f64);
    }
}

fn uncontended(time: Duration) -> (u64, Duration) {
    let lock = Mutex::new(0_u64);
    let (start, mut operations) = (Instant::now(), 0);
    while start.elapsed() < time {
        for _ in 0..1000 {
            *black_box(&lock).lock() += 1;
        }
        operations += 1000;
    }
    (operations, start.elapsed())
}

/// Two tasks that want one mutex; counted is how often it changes hands.
fn hand_off(time: Duration) -> (u64, Duration) {
    let (lock, start) = (Mutex::new((0, 0_u64)), Instant::now());
    thread::scope(|scope| {
        for me in 0..2 {
            let lock = &lock;
            scope.spawn(move || {
                while start.elapsed() < time {
                    let mut held = lock.lock();
                    let (owner, changes) = &mut *held;
                    *changes += u64::from(*owner != me);
                    *owner = me;
                    until_the_other_sleeps();
                    MutexGuard::unlock_fair(held);
                }
            });
        }
    });
    (lock.into_inner().1.max(1), start.elapsed())
}

fn ping_pong(capacity: usize, time: Duration) -> (u64, Duration) {
    let ((ping, pinged), (pong, ponged)) = (bounded::<u64>(capacity), bounded::<u64>(capacity));
    let (start, mut operations) = (Instant::now(), 0);
    thread::scope(|scope| {
        scope.spawn(move || {
            for message in pinged {
                until_the_other_sleeps();
                pong.send(message).expect("the other task lives");
            }
        });
        let operations = &mut operations;
        scope.spawn(move || {
            while start.elapsed() < time {
                ping.send(*operations).expect("the other task lives");
                assert_eq!(ponged.recv(), Ok(*operations));
                *operations += 1;
                until_the_other_sleeps();
            }
        });
    });
    (operations, start.elapsed())
}

/// Longer than a wait spins before it blocks. If it does not block after all, it is measured as a wait that did not.
fn until_the_other_sleeps() {
    (0..16).for_each(|_| std::thread::yield_now());
}
