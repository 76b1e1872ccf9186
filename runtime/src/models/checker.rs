//! The checker itself, on the scheduler: small programs, each with the oracle "somebody is stuck if and only if it was reported".
//!
//! `RUSTFLAGS="--cfg unhang_model" cargo test --release --features checked --lib models::checker`
//!
//! The policy is to go on. So in a run in which nobody can move any more, those who wait are known, and so is what was reported until
//! then: each of a proof waits, in no other proof; and there is one. In a run that comes to its end, nothing was proven.

mod ends;
mod locks;
mod tasks;

use super::delays::Delays;
use super::*;
use crate::report::{Grade, Report, ReportKind};
use crate::{Policy, on_report, set_policy};
use std::cell::{Cell, RefCell};

std::thread_local! {
    static TOLD: RefCell<Vec<Report>> = const { RefCell::new(Vec::new()) };
    static EXPECTED: Cell<Expected> = const { Cell::new(Expected::NOTHING) };
    static SEEN: Cell<Seen> = const { Cell::new(Seen { stuck: 0, finished: 0 }) };
}

/// What is to be reported of those who are stuck.
#[derive(Clone, Copy)]
struct Expected {
    kinds: &'static [ReportKind],
    reports: usize,
    /// Proven, or at least this.
    grade: Grade,
    /// All schedules with so many delays are tried.
    delays: usize,
}

impl Expected {
    const NOTHING: Expected = Expected::proof(&[]);

    const fn proof(kinds: &'static [ReportKind]) -> Expected {
        Expected { kinds, reports: 1, grade: Grade::Proven, delays: 1 }
    }
}

/// How many runs ended in which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Seen {
    stuck: usize,
    finished: usize,
}

/// Nobody is ever stuck, or suspected to be.
fn never_hangs(program: fn()) {
    let seen = explore(Expected::NOTHING, program);
    assert_eq!(seen.stuck, 0);
}

/// The same, with more schedules.
fn never_hangs_at_all(program: fn()) {
    let seen = explore(Expected { delays: 2, ..Expected::NOTHING }, program);
    assert_eq!(seen.stuck, 0);
}

/// In some runs somebody is stuck; then that is proven, as one of `kinds`.
fn may_hang(kinds: &'static [ReportKind], program: fn()) {
    some_hang(Expected::proof(kinds), program);
}

/// In every run.
fn hangs(kinds: &'static [ReportKind], program: fn()) {
    all_hang(Expected::proof(kinds), program);
}

fn some_hang(expected: Expected, program: fn()) {
    let seen = explore(expected, program);
    assert!(seen.stuck > 0 && seen.finished > 0, "{seen:?}");
}

fn all_hang(expected: Expected, program: fn()) {
    let seen = explore(expected, program);
    assert!(seen.stuck > 0 && seen.finished == 0, "{seen:?}");
}

fn explore(expected: Expected, program: fn()) -> Seen {
    set_policy(Policy::Report);
    on_report(|report| {
        if !execution::is_over() {
            TOLD.with_borrow_mut(|told| told.push(report.clone()));
        }
    });
    EXPECTED.set(expected);
    SEEN.set(Seen { stuck: 0, finished: 0 });
    let model = move || {
        execution::begin(Some(are_stuck));
        TOLD.take();
        program();
        let told = TOLD.take();
        let wrong = told.iter().find(|report| report.grade != Grade::Potential);
        assert!(wrong.is_none(), "nobody is stuck:\n{}", told.iter().map(Report::to_string).collect::<String>());
        SEEN.set(Seen { finished: SEEN.get().finished + 1, ..SEEN.get() });
    };
    let model = move || execution::to_the_end(model);
    let runs = |scheduler: Box<dyn Scheduler + Send>| Runner::new(Deciding(scheduler), Config::default()).run(model);
    let all = runs(Box::new(Delays::new(expected.delays)));
    let random = runs(Box::new(RandomScheduler::new(RUNS))) + runs(Box::new(PctScheduler::new(3, RUNS)));
    println!("{all} schedules with {} delays at most, {random} at random: {:?}", expected.delays, SEEN.get());
    SEEN.get()
}

const RUNS: usize = 4_000;

/// Nobody can move any more.
fn are_stuck(stuck: Vec<String>) {
    let told = TOLD.take();
    let text = || told.iter().map(Report::to_string).collect::<String>();
    let expected = EXPECTED.get();
    let proofs: Vec<&Report> = told.iter().filter(|report| [Grade::Proven, expected.grade].contains(&report.grade)).collect();
    let mut named: Vec<&str> =
        proofs.iter().flat_map(|report| &report.tasks).filter(|task| task.waits.is_some()).map(|task| &*task.name).collect();
    assert_eq!(proofs.len(), expected.reports, "{stuck:?} are stuck, and this was told:\n{}", text());
    for report in proofs {
        assert!(expected.kinds.contains(&report.kind), "not of this kind:\n{report}");
    }
    named.sort_unstable();
    assert!(named.is_sorted_by(|one, other| one < other), "told twice:\n{}", text());
    for name in named {
        assert!(stuck.iter().any(|other| other == name), "`{name}` is not stuck:\n{}", text());
    }
    SEEN.set(Seen { stuck: SEEN.get().stuck + 1, ..SEEN.get() });
}

type Task<T = ()> = crate::thread::JoinHandle<T>;

/// Starts a task, seen by the checker.
#[track_caller]
fn task<T: Send + 'static>(name: &str, f: impl FnOnce() -> T + Send + 'static) -> Task<T> {
    crate::thread::Builder::new().name(name.into()).spawn(f).expect("it can be spawned")
}

fn join_tasks<const N: usize>(tasks: [Task; N]) {
    tasks.into_iter().for_each(|task| task.join().expect("no panic"));
}
