//! From the closing event to the report: `cargo bench --bench report_time --features checked`, and `-- --rounds=1000`, `-- circle` for
//! some rows.
//!
//! Two tasks wait for one another while 62 others live, and the time runs from just before the call that closes the circle to the
//! entry of the hook. The policy is to panic; the task that closed the circle catches that and lets the other go on. In the column
//! `waiting` the 62 are in timed waits or pass a message now and then, so that it shows the checker alone; in `busy` some spin, and most
//! pass messages without a pause, so that it shows the scheduler too: a wait yields before it registers. Each cell is a process of its
//! own.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{Command, Stdio};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex as Plain};
use std::time::{Duration, Instant};
use unhang::channel::{bounded, unbounded};
use unhang::{Mutex, ReportKind, Semaphore, on_report, root, spawn_with, thread};

#[unhang::levels]
mod order {
    #[channel]
    pub struct News;
}
use order::News;

struct Case {
    title: &'static str,
    kind: ReportKind,
    /// Runs one round after another, until it is killed or has run so many.
    run: fn(usize),
}

const CASES: [Case; 5] = [
    Case { title: "circle of two mutexes", kind: ReportKind::Circle, run: two_mutexes },
    Case { title: "lock + join", kind: ReportKind::Circle, run: lock_and_join },
    Case { title: "lock + channel", kind: ReportKind::Circle, run: lock_and_channel },
    Case { title: "lock + channel with a level", kind: ReportKind::Circle, run: lock_and_levelled_channel },
    Case { title: "potential: learned order", kind: ReportKind::LearnedOrder, run: learned_order },
];

/// What the 62 others do.
const CROWDS: [&str; 3] = ["waiting", "one spins", "busy"];
const OTHERS: usize = 62;

/// So long a process may be silent.
const PATIENCE: Duration = Duration::from_secs(5);
const PROCESS: &str = "UNHANG_REPORT_TIME";

fn main() {
    if let Ok(role) = std::env::var(PROCESS) {
        return measure(&role);
    }
    let (mut rounds, mut wanted) = (200, Vec::new());
    for argument in std::env::args().skip(1).filter(|argument| argument != "--bench") {
        match argument.split_once('=') {
            Some(("--rounds", number)) => rounds = number.parse().expect("--rounds=NUMBER"),
            _ => wanted.push(argument),
        }
    }
    if !unhang::is_checked() {
        return println!("there are no reports without `--features checked`");
    }
    println!("{:<32}{:>28}{:>28}{:>28}", "µs: least, median, most", CROWDS[0], CROWDS[1], CROWDS[2]);
    for (at, Case { title, .. }) in CASES.iter().enumerate() {
        if wanted.is_empty() || wanted.iter().any(|part| title.contains(part.as_str())) {
            print!("{title:<32}");
            for crowd in 0..CROWDS.len() {
                print!("{:>28}", cell(&format!("{at} {crowd} {rounds}"), rounds));
            }
            println!();
        }
    }
}

/// What a process of its own finds.
fn cell(role: &str, rounds: usize) -> String {
    let mut command = Command::new(std::env::current_exe().expect("this binary"));
    command.env(PROCESS, role).env_remove("UNHANG").env("RUST_BACKTRACE", "0");
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().expect("a process");
    let output = child.stdout.take().expect("its output");
    let (tell, told) = channel();
    std::thread::spawn(move || {
        let lines = std::io::BufRead::lines(std::io::BufReader::new(output));
        lines.map_while(Result::ok).try_for_each(|line| tell.send(line))
    });
    let mut times: Vec<f64> = Vec::new();
    while let Ok(line) = told.recv_timeout(PATIENCE) {
        times.push(line.parse().expect("microseconds"));
    }
    let _ = child.kill();
    let _ = child.wait();
    times.sort_by(f64::total_cmp);
    match times[..] {
        [] => "no report".into(),
        _ if times.len() < rounds => format!("{} of {rounds} reported", times.len()),
        _ => format!("{:.1} {:.1} {:.1}", times[0], times[times.len() / 2], times[times.len() - 1]),
    }
}

thread_local! {
    static START: Cell<Option<Instant>> = const { Cell::new(None) };
}

static KIND: Plain<Option<ReportKind>> = Plain::new(None);

/// Prints the microseconds of each round.
fn measure(role: &str) {
    let [case, crowd, rounds] = role.split(' ').collect::<Vec<_>>()[..] else { panic!("a case, a crowd, rounds") };
    let case = &CASES[case.parse::<usize>().expect("a number")];
    let rounds: usize = rounds.parse().expect("a number");
    std::panic::set_hook(Box::new(|_| ()));
    *KIND.lock().expect("no panic") = Some(case.kind);
    // Of another kind is only the first round's, which learns an order.
    on_report(|report| {
        let end = Instant::now();
        if let Some(start) = START.take().filter(|_| *KIND.lock().expect("no panic") == Some(report.kind)) {
            println!("{}", (end - start).as_nanos() as f64 / 1000.0);
        }
    });
    crowd_of(CROWDS[crowd.parse::<usize>().expect("a number")]);
    (case.run)(rounds);
    // The others wait still.
    std::process::abort();
}

/// 62 tasks that live on.
fn crowd_of(crowd: &str) {
    let gate = Arc::new(Semaphore::new(0));
    let busy = crowd == "busy";
    let spinning = match crowd {
        "waiting" => 0,
        "one spins" => 1,
        _ => OTHERS / 10,
    };
    for _ in 0..spinning {
        thread::spawn(|| {
            let own = Mutex::new(0_u64);
            loop {
                *own.lock() += 1;
                std::hint::spin_loop();
            }
        });
    }
    let timed = OTHERS / 3 - spinning % 2;
    for i in 0..timed {
        let gate = gate.clone();
        thread::spawn(move || while gate.acquire_timeout(Duration::from_millis(1 + i as u64 % 20)).is_none() {});
    }
    for i in 0..(OTHERS - spinning - timed) / 2 {
        let ((ping, pinged), (pong, ponged)) = (bounded(1), bounded(1));
        thread::spawn(move || pinged.into_iter().try_for_each(|message: u64| pong.send(message)));
        thread::spawn(move || {
            while ping.send(i as u64).is_ok() && ponged.recv().is_ok() {
                if !busy {
                    std::thread::sleep(Duration::from_millis(20));
                }
            }
        });
    }
}

/// Runs what closes a circle, and catches the panic.
fn closes<R>(f: impl FnOnce() -> R) -> Option<R> {
    catch_unwind(AssertUnwindSafe(|| {
        START.set(Some(Instant::now()));
        let result = f();
        START.set(None);
        result
    }))
    .ok()
}

/// The other task blocks meanwhile. If it does not, then it closes the circle, and is measured.
fn until_the_other_blocks() {
    std::thread::sleep(Duration::from_millis(2));
}

/// The order of the two is learned in the first round, so that the later ones are told when they hang.
fn two_mutexes(rounds: usize) {
    let (a, b) = (Mutex::new(0), Mutex::new(0));
    let ((turn, turns), (held, is_held), (over, is_over)) = (channel(), channel(), channel());
    thread::scope(|scope| {
        scope.spawn(|| {
            for () in turns {
                let a = a.lock();
                held.send(()).expect("the other task lives");
                closes(|| *b.lock() += 1);
                drop(a);
                over.send(()).expect("the other task lives");
            }
        });
        for _ in 0..=rounds {
            let b = b.lock();
            turn.send(()).expect("the other task lives");
            is_held.recv().expect("the other task lives");
            until_the_other_blocks();
            closes(|| *a.lock() += 1);
            drop(b);
            is_over.recv().expect("the other task lives");
        }
        drop(turn);
    });
}

fn lock_and_join(rounds: usize) {
    let lock = Arc::new(Mutex::new(0));
    for _ in 0..rounds {
        let (held, theirs) = (lock.lock(), lock.clone());
        let (done, is_done) = channel();
        let child = thread::spawn(move || {
            closes(|| *theirs.lock() += 1);
            done.send(()).expect("the other task lives");
        });
        until_the_other_blocks();
        closes(|| child.join());
        drop(held);
        is_done.recv().expect("the other task lives");
    }
}

fn lock_and_channel(rounds: usize) {
    let lock = Arc::new(Mutex::new(0));
    let ((turn, turns), (held, is_held), (over, is_over)) = (channel::<()>(), channel(), channel());
    let ((sender, receiver), theirs) = (unbounded(), lock.clone());
    thread::spawn(move || {
        for () in turns {
            // What was sent after a report on this side.
            while receiver.try_recv().is_ok() {}
            let lock = theirs.lock();
            held.send(()).expect("the other task lives");
            closes(|| receiver.recv());
            drop(lock);
            over.send(()).expect("the other task lives");
        }
    });
    for _ in 0..rounds {
        turn.send(()).expect("the other task lives");
        is_held.recv().expect("the other task lives");
        until_the_other_blocks();
        closes(|| *lock.lock() += 1);
        sender.send(()).expect("the reader lives");
        is_over.recv().expect("the other task lives");
    }
}

fn lock_and_levelled_channel(rounds: usize) {
    let lock = Arc::new(Mutex::new(0));
    root(|cx| {
        let (sender, receiver, cx) = cx.unbounded::<(), News>();
        let ((turn, turns), (held, is_held), (over, is_over)) = (channel::<()>(), channel(), channel());
        let theirs = lock.clone();
        let (_, cx) = spawn_with(cx, (receiver,), move |cx, (receiver,)| {
            for () in turns {
                // What was sent after a report on this side.
                while receiver.try_recv().is_ok() {}
                let lock = theirs.lock();
                held.send(()).expect("the other task lives");
                closes(|| receiver.recv(cx));
                drop(lock);
                over.send(()).expect("the other task lives");
            }
        });
        for _ in 0..rounds {
            turn.send(()).expect("the other task lives");
            is_held.recv().expect("the other task lives");
            until_the_other_blocks();
            closes(|| *lock.lock() += 1);
            sender.send(cx, ()).expect("the reader lives");
            is_over.recv().expect("the other task lives");
        }
    });
}

/// Nothing hangs: another task has taken two locks the other way round.
fn learned_order(rounds: usize) {
    let (give, given) = channel::<Arc<[Mutex<u64>; 2]>>();
    let (back, given_back) = channel();
    thread::spawn(move || {
        for locks in given {
            drop((locks[0].lock(), locks[1].lock()));
            back.send(()).expect("the other task lives");
        }
    });
    for _ in 0..rounds {
        let locks = Arc::new([Mutex::new(0), Mutex::new(0)]);
        give.send(locks.clone()).expect("the other task lives");
        given_back.recv().expect("the other task lives");
        let _second = locks[1].lock();
        closes(|| *locks[0].lock() += 1);
    }
}
