//! Programs that are right, at full speed: 64 tasks on everything that can be waited for, in one process at once, and then each group
//! alone in a process that has no other threads, so that the checker may believe that all are asleep. Nothing may be reported, no
//! wake-up may be lost, and memory may not grow.
//!
//! `UNHANG_LOAD_SECONDS` says for how long (3), `UNHANG_LOAD_SEED` in which order (1). The groups run in processes of their own, so
//! this test has a `main` of its own.

use std::process::{Child, Command, ExitCode, Stdio};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};
use unhang::{on_report, thread};

#[path = "load/channels.rs"]
mod channels;
#[path = "load/locks.rs"]
mod locks;
#[path = "load/meetings.rs"]
mod meetings;
#[path = "load/tasks.rs"]
mod tasks;

/// Tasks that use one primitive until the time is over.
struct Group {
    name: &'static str,
    /// At once, besides the one that starts them.
    tasks: usize,
    run: fn(&Load),
}

/// What the tasks of a group share.
struct Load {
    until: Instant,
    seed: u64,
    /// How much was done; a group that adds nothing for long hangs.
    done: AtomicU64,
    has_ended: AtomicBool,
}

impl Load {
    fn new(time: Duration, seed: u64) -> Load {
        Load { until: Instant::now() + time, seed, done: AtomicU64::new(0), has_ended: AtomicBool::new(false) }
    }

    fn goes_on(&self) -> bool {
        Instant::now() < self.until
    }

    /// A step was made.
    fn step(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }

    fn random(&self, task: usize) -> Random {
        Random((self.seed + task as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// Runs so many tasks to their ends, and returns what they return.
    fn tasks<R: Send>(&self, tasks: usize, task: impl Fn(usize, Random) -> R + Sync) -> Vec<R> {
        let task = &task;
        thread::scope(|scope| {
            let spawn = |me| scope.spawn(move || task(me, self.random(me)));
            let handles: Vec<_> = (0..tasks).map(spawn).collect();
            handles.into_iter().map(|handle| handle.join().expect("no panic")).collect()
        })
    }
}

/// Of a group's run, with a panic or without.
struct Ends<'a>(&'a Load);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        self.0.has_ended.store(true, Ordering::Relaxed);
    }
}

/// Xorshift, by Marsaglia (2003).
struct Random(u64);

impl Random {
    fn below(&mut self, n: u64) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n) as usize
    }
}

/// Of what is held, so that others block, which spin first.
fn for_a_while() {
    let start = Instant::now();
    for _ in 0..16 {
        std::thread::yield_now();
        if start.elapsed() > Duration::from_micros(100) {
            return;
        }
    }
}

/// Long enough that it mostly comes, short enough that sometimes it does not.
const SHORT: Duration = Duration::from_micros(50);
const LONG: Duration = Duration::from_secs(3600);

fn groups() -> impl Iterator<Item = &'static Group> {
    [locks::GROUPS, channels::GROUPS, meetings::GROUPS, tasks::GROUPS].into_iter().flatten()
}

const PROCESS: &str = "UNHANG_LOAD_PROCESS";
const TOGETHER: &str = "together";

/// So long a group may stand still.
const PATIENCE: Duration = Duration::from_secs(20);
/// So much memory may come after the first quarter.
const GROWTH: u64 = 32 << 20;

fn main() -> ExitCode {
    let seconds = number("UNHANG_LOAD_SECONDS", 3.0);
    let (time, seed) = (Duration::from_secs_f64(seconds), number("UNHANG_LOAD_SEED", 1.0) as u64);
    match std::env::var(PROCESS).as_deref() {
        Ok(TOGETHER) => {
            nothing_is_reported();
            return together(time, seed);
        }
        Ok(name) => {
            nothing_is_reported();
            (groups().find(|group| group.name == name).expect("one of the groups").run)(&Load::new(time, seed));
            return ExitCode::SUCCESS;
        }
        Err(_) => {}
    }
    let (skipped, wanted) = filters();
    let is_wanted = |name: &str| {
        let is_in = |part: &String| name.contains(part.as_str());
        !skipped.iter().any(is_in) && (wanted.is_empty() || wanted.iter().any(is_in))
    };
    let alone = time / groups().count() as u32;
    let all = [(TOGETHER, time)].into_iter().chain(groups().map(|group| (group.name, alone)));
    let mut failed = false;
    for (name, time) in all.filter(|(name, _)| is_wanted(name)) {
        let result = process(name, time);
        failed |= result.is_err();
        println!("test {name} ... {}", result.err().unwrap_or("ok".into()));
    }
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

fn number(variable: &str, otherwise: f64) -> f64 {
    std::env::var(variable).map_or(otherwise, |value| value.parse().unwrap_or_else(|_| panic!("{variable} is no number: {value}")))
}

/// What is skipped, and what is wanted, as the other tests have it.
fn filters() -> (Vec<String>, Vec<String>) {
    let (mut skipped, mut wanted) = (Vec::new(), Vec::new());
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--skip" => skipped.extend(arguments.next()),
            option if option.starts_with('-') => {}
            _ => wanted.push(argument),
        }
    }
    (skipped, wanted)
}

/// Runs this program again, as one of its parts.
fn process(name: &str, time: Duration) -> Result<(), String> {
    let mut command = Command::new(std::env::current_exe().expect("this binary"));
    command.env(PROCESS, name).env("UNHANG_LOAD_SECONDS", time.as_secs_f64().to_string()).env_remove("UNHANG");
    let mut child = command.stdin(Stdio::null()).spawn().expect("a process");
    // The groups together watch themselves, and say who hangs; in a group that is alone nobody may run besides.
    let status = ends_within(&mut child, time + PATIENCE * 2);
    match status {
        Some(status) if status.success() => Ok(()),
        Some(status) => Err(format!("FAILED: {status}")),
        None => Err("FAILED: it hangs".into()),
    }
}

fn ends_within(child: &mut Child, time: Duration) -> Option<std::process::ExitStatus> {
    let start = Instant::now();
    while start.elapsed() < time {
        if let Some(status) = child.try_wait().expect("its state") {
            return Some(status);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let _ = child.kill();
    let _ = child.wait();
    None
}

fn nothing_is_reported() {
    on_report(|report| {
        eprintln!("reported, although all is right:\n{report}");
        std::process::abort();
    });
}

fn together(time: Duration, seed: u64) -> ExitCode {
    let loads: Vec<(&Group, Load)> = groups().zip(1..).map(|(group, i)| (group, Load::new(time, seed + 1000 * i))).collect();
    let loads = &loads;
    let tasks: usize = groups().map(|group| group.tasks).sum();
    println!("{tasks} tasks in {} groups, {time:?}, seed {seed}, checked: {}", loads.len(), unhang::is_checked());
    let ended = std::thread::scope(|scope| {
        let watchdog = scope.spawn(|| watch(loads, time));
        thread::scope(|scope| {
            for (group, load) in loads {
                let owner = thread::Builder::new().name(group.name.into());
                let run = || {
                    let _ends = Ends(load);
                    (group.run)(load);
                };
                owner.spawn_scoped(scope, run).expect("a thread");
            }
        });
        watchdog.join()
    });
    for (group, load) in loads {
        println!("{:>12} steps: {}", load.done.load(Ordering::Relaxed), group.name);
    }
    let growth = ended.expect("no panic");
    println!("{:>8} KiB more than after a quarter of the time", growth / 1024);
    if growth > GROWTH {
        eprintln!("memory grows");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// Ends the process where a group hangs, with the names of all that do. Returns by how much memory has grown.
fn watch(loads: &[(&Group, Load)], time: Duration) -> u64 {
    let (start, mut first, mut last) = (Instant::now(), None, None);
    let mut seen: Vec<(u64, Instant)> = loads.iter().map(|_| (0, start)).collect();
    while !loads.iter().all(|(_, load)| load.has_ended.load(Ordering::Relaxed)) {
        std::thread::sleep(Duration::from_millis(20));
        let stands = |((group, load), seen): (&(&Group, Load), &mut (u64, Instant))| {
            let done = load.done.load(Ordering::Relaxed);
            if done != seen.0 {
                *seen = (done, Instant::now());
            }
            let hangs = seen.1.elapsed() > PATIENCE && !load.has_ended.load(Ordering::Relaxed);
            hangs.then(|| format!("{} ({done} steps)", group.name))
        };
        let hanging: Vec<String> = loads.iter().zip(&mut seen).filter_map(stands).collect();
        if !hanging.is_empty() {
            eprintln!("no progress in {PATIENCE:?}: {}", hanging.join(", "));
            std::process::abort();
        }
        let elapsed = start.elapsed();
        if elapsed >= time / 4 && first.is_none() {
            first = resident();
        }
        // While all run still.
        if elapsed < time {
            last = resident();
        }
    }
    last.unwrap_or(0).saturating_sub(first.unwrap_or(0))
}

/// Bytes that the process has in memory, where the system says so.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|kibibytes| kibibytes * 1024)
}
