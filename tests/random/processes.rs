//! Where the programs run: in processes of their own, a batch in each, since who is stuck stays behind.

use crate::conduct::{Conductor, Sites, Summary, listen};
use crate::generate;
use crate::program::Program;
use std::collections::BTreeSet;
use std::process::{Command, ExitCode, Stdio};
use std::str::FromStr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

const PROGRAMS: &str = "UNHANG_RANDOM_PROGRAMS";
const SEED: &str = "UNHANG_RANDOM_SEED";
const WITHOUT: &str = "UNHANG_RANDOM_WITHOUT";
const BATCH: &str = "UNHANG_RANDOM_BATCH";

/// Before each line that a process says of a program that failed. It may not fail again.
const SAID: &str = "| ";
/// So many threads may be left behind in a process.
const LEFT: usize = 20;
/// So long somebody may take who can go on.
const PATIENCE: Duration = Duration::from_secs(10);
/// While a failure is made smaller.
const LESS_PATIENCE: Duration = Duration::from_millis(500);

pub fn main() -> ExitCode {
    if let Some(batch) = variable::<String>(BATCH) {
        let (first, last) = batch.split_once(' ').expect("two numbers");
        return run_batch(number(first), number(last));
    }
    if let Some(seed) = variable(SEED) {
        return replay(seed);
    }
    if !unhang::is_checked() || !is_wanted() {
        return ExitCode::SUCCESS;
    }
    let programs = variable(PROGRAMS).unwrap_or(3_000);
    println!("running {programs} programs");
    let start = Instant::now();
    let total =
        Total { next: AtomicU64::new(0), programs, failed: AtomicBool::new(false), summary: Mutex::default(), failures: Mutex::default() };
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| total.work());
        }
    });
    total.report(start.elapsed())
}

/// Whether the arguments ask for it, as for the other tests.
fn is_wanted() -> bool {
    let (mut arguments, mut wanted) = (std::env::args().skip(1), Vec::new());
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--skip" => _ = arguments.next(),
            option if option.starts_with('-') => {}
            _ => wanted.push(argument),
        }
    }
    wanted.is_empty() || wanted.iter().any(|part| "random programs".contains(part.as_str()))
}

fn variable<T: FromStr>(name: &str) -> Option<T> {
    let value = std::env::var(name).ok()?;
    Some(value.parse().unwrap_or_else(|_| panic!("{name} is {value:?}")))
}

fn number(text: &str) -> u64 {
    text.parse().unwrap_or_else(|_| panic!("{text:?} is no number"))
}

fn itself() -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this binary"));
    // Away from the source, which every report would quote.
    command.current_dir(std::env::temp_dir()).env_remove("CARGO_MANIFEST_DIR").env_remove("UNHANG").env("RUST_BACKTRACE", "0");
    command.stdin(Stdio::null()).stderr(Stdio::null());
    command
}

struct Total {
    next: AtomicU64,
    programs: u64,
    failed: AtomicBool,
    summary: Mutex<Summary>,
    failures: Mutex<Vec<u64>>,
}

const SHARE: u64 = 250;

impl Total {
    /// Takes shares of the programs until all have run.
    fn work(&self) {
        while !self.failed.load(Ordering::Relaxed) {
            let mut first = self.next.fetch_add(SHARE, Ordering::Relaxed);
            let last = (first + SHARE).min(self.programs);
            while first < last {
                match self.batch(first, last) {
                    Some(next) => first = next,
                    None => return,
                }
            }
            if last == self.programs || first >= self.programs {
                return;
            }
        }
    }

    /// Runs a process, and returns where it stopped.
    fn batch(&self, first: u64, last: u64) -> Option<u64> {
        let output = itself().env(BATCH, format!("{first} {last}")).output().expect("a process");
        let text = String::from_utf8_lossy(&output.stdout);
        let mut next = None;
        let mut summary = self.summary.lock().expect("no panic");
        for line in text.lines() {
            if let Some(line) = line.strip_prefix(SAID) {
                println!("{line}");
                continue;
            }
            match line.split_once(" = ") {
                Some(("next", seed)) => next = Some(number(seed)),
                Some(("failed", seed)) => {
                    self.failures.lock().expect("no panic").push(number(seed));
                    next = Some(number(seed) + 1);
                }
                Some((what, how_often)) => summary.add(what, number(how_often)),
                None => {}
            }
        }
        if next.is_none() || !self.failures.lock().expect("no panic").is_empty() {
            self.failed.store(true, Ordering::Relaxed);
        }
        if next.is_none() {
            println!("a process failed at {first} to {last}: {}\n{text}", output.status);
        }
        next.filter(|_| !self.failed.load(Ordering::Relaxed))
    }

    fn report(self, time: Duration) -> ExitCode {
        for (what, how_often) in &self.summary.into_inner().expect("no panic").counts {
            println!("{how_often:>9} {what}");
        }
        println!("in {time:.1?}");
        let mut failures = self.failures.into_inner().expect("no panic");
        failures.sort_unstable();
        if let Some(seed) = failures.first() {
            println!("{} failures: {failures:?}", failures.len());
            shrink(*seed);
        }
        if self.failed.into_inner() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
    }
}

/// The process of a batch.
fn run_batch(first: u64, last: u64) -> ExitCode {
    listen();
    let (mut summary, mut left, mut sites, mut seed) = (Summary::default(), 0, Sites(0), first);
    let mut failed = None;
    while seed < last && left < LEFT && !sites.are_used_up() && failed.is_none() {
        let program = generate::program(seed);
        let mut conductor = Conductor::new(&program, format!("p{seed}"), PATIENCE);
        match conductor.run(&mut sites) {
            Ok(waiting) => left += waiting,
            Err(why) => {
                let text = format!("program {seed}:\n{program}\n{}\nfailed: {why}", conductor.trace);
                text.lines().for_each(|line| println!("{SAID}{line}"));
                failed = Some(seed);
            }
        }
        for (what, how_often) in conductor.summary.counts {
            summary.add(&what, how_often);
        }
        seed += 1;
    }
    for (what, how_often) in &summary.counts {
        println!("{what} = {how_often}");
    }
    match failed {
        Some(seed) => println!("failed = {seed}"),
        None => println!("next = {seed}"),
    }
    // Whoever is left behind must not be asked for its thread-locals.
    std::process::exit(0);
}

/// The program of a seed, without some of its steps.
fn program(seed: u64, without: &BTreeSet<(usize, usize)>) -> Program {
    let mut program = generate::program(seed);
    for (number, task) in program.tasks.iter_mut().enumerate() {
        let ops = task.ops.iter().enumerate().filter(|(step, _)| !without.contains(&(number, *step)));
        task.ops = ops.map(|(_, op)| *op).collect();
    }
    program
}

/// Runs one program, and prints it.
fn replay(seed: u64) -> ExitCode {
    listen();
    let without: String = variable(WITHOUT).unwrap_or_default();
    let step = |text: &str| text.split_once('.').map(|(task, step)| (number(task) as usize, number(step) as usize));
    let program = program(seed, &without.split(',').filter_map(step).collect());
    let is_quick = !without.is_empty();
    let mut conductor = Conductor::new(&program, format!("p{seed}"), if is_quick { LESS_PATIENCE } else { PATIENCE });
    let result = conductor.run(&mut Sites(0));
    println!("program {seed}:\n{program}\n{}", conductor.trace);
    match result {
        Ok(_) => println!("as it should be"),
        Err(why) => println!("failed: {why}"),
    }
    std::process::exit(i32::from(conductor.has_failed));
}

/// Takes steps away for as long as it fails, and prints what is left.
fn shrink(seed: u64) {
    let all: Vec<(usize, usize)> = generate::program(seed)
        .tasks
        .iter()
        .enumerate()
        .flat_map(|(task, body)| (0..body.ops.len()).map(move |step| (task, step)))
        .collect();
    let run = |without: &BTreeSet<(usize, usize)>| {
        let list: Vec<String> = without.iter().map(|(task, step)| format!("{task}.{step}")).collect();
        let output = itself().env(SEED, seed.to_string()).env(WITHOUT, list.join(",")).output().expect("a process");
        (!output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned(), list.join(","))
    };
    let mut without = BTreeSet::new();
    for step in all {
        without.insert(step);
        if !run(&without).0 {
            without.remove(&step);
        }
    }
    let (_, text, list) = run(&without);
    println!("{text}\n{SEED}={seed} {WITHOUT}={list} runs it again");
}
