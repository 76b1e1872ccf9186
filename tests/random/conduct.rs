//! Runs a program for real, one step at a time, and compares what the checker reports with what the oracle says.
//!
//! The thread that does this is known to the checker as one that runs, and owns nothing.

use crate::numbers::Random;
use crate::oracle::{View, stuck};
use crate::program::{Op, Program, members};
use crate::state::{State, Status};
use crate::things::{Command, Outcome, Things, freights};
use crate::worker::{SITE_COUNT, live};
use std::fmt::Write;
use std::sync::Mutex;
use std::time::{Duration, Instant};
use unhang::{Grade, Report, ReportKind, WakerReport, WhyNot, thread};

static REPORTS: Mutex<Vec<Report>> = Mutex::new(Vec::new());

/// From here on findings are kept for the conductor.
pub fn listen() {
    unhang::set_policy(unhang::Policy::Report);
    unhang::on_report(|report| {
        if report.grade != Grade::Potential {
            REPORTS.lock().expect("no panic").push(report.clone());
        }
    });
}

/// What was seen in some programs.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    pub counts: std::collections::BTreeMap<String, u64>,
}

impl Summary {
    pub fn add(&mut self, what: &str, how_often: u64) {
        *self.counts.entry(what.into()).or_default() += how_often;
    }
}

pub struct Conductor<'p> {
    state: State<'p>,
    things: &'static Things,
    random: Random,
    /// Since when the checker shows it to wait.
    is_registered: Vec<bool>,
    /// How far each has come in taking in what it starts with.
    ready: Vec<u8>,
    /// Those of proven findings, and of suspicions.
    told: u8,
    suspected: u8,
    pub trace: String,
    pub summary: Summary,
    pub has_failed: bool,
    patience: Duration,
}

/// The places for waits that were used in this process.
pub struct Sites(pub usize);

impl Sites {
    pub fn are_used_up(&self) -> bool {
        self.0 + 64 > SITE_COUNT
    }
}

type Checked = Result<(), String>;

impl<'p> Conductor<'p> {
    pub fn new(program: &'p Program, name: String, patience: Duration) -> Conductor<'p> {
        let (state, numbers) = State::new(program);
        let things = Box::leak(Box::new(Things::new(program, numbers, name)));
        let (is_registered, ready) = (vec![false; program.tasks.len()], vec![0; program.tasks.len()]);
        let random = Random::new(program.schedule);
        let (trace, summary) = (String::new(), Summary::default());
        Conductor { state, things, random, is_registered, ready, told: 0, suspected: 0, trace, summary, has_failed: false, patience }
    }

    /// Returns what went wrong, or how many tasks are left behind.
    pub fn run(&mut self, sites: &mut Sites) -> Result<usize, String> {
        let result = self.run_all(sites);
        self.has_failed = result.is_err();
        result
    }

    fn run_all(&mut self, sites: &mut Sites) -> Result<usize, String> {
        self.start()?;
        while let Some((task, op)) = self.choose() {
            self.step(task, op, sites)?;
        }
        let waits: Vec<Op> = self.state.tasks.iter().filter_map(|task| Some(task.wait()?.command.op)).collect();
        self.summary.add("programs", 1);
        self.summary.add("programs with a stuck set", u64::from(self.told | self.suspected != 0));
        self.summary.add("programs with a proven one", u64::from(self.told != 0));
        self.summary.add("programs with a suspected one", u64::from(self.suspected != 0));
        Ok(waits.len())
    }

    fn start(&mut self) -> Checked {
        let program = &self.things.program;
        let roots: Vec<usize> = (0..program.tasks.len()).filter(|task| !program.tasks[*task].is_scoped).collect();
        let is_joined = |task| program.tasks.iter().any(|other| other.ops.contains(&Op::Join(task)));
        let mut freights = freights(self.things).into_iter();
        for &task in &roots {
            let (things, freight) = (self.things, freights.next().expect("one for each"));
            let builder = thread::Builder::new().name(things.task_name(task));
            let handle = if program.tasks[task].is_boxed {
                let boxed = Box::new(freight);
                builder.spawn(move || live(things, task, *boxed))
            } else {
                builder.spawn(move || live(things, task, freight))
            };
            let handle = handle.expect("a thread");
            if is_joined(task) {
                *things.handles[task].lock().expect("no panic") = Some(handle);
            }
        }
        drop(freights);
        self.take_in(&roots)
    }

    /// They make what they start with; and when all have, each takes what another has made for it.
    fn take_in(&mut self, tasks: &[usize]) -> Checked {
        for ready in [1, 2] {
            while tasks.iter().any(|task| self.ready[*task] < ready) {
                let (task, outcome) = self.event()?;
                self.apply(task, outcome)?;
            }
            if ready == 1 {
                let attach = Command { op: Op::Leave, site: 0, ends: [0, 0], made: 0 };
                tasks.iter().for_each(|task| self.things.commands[*task].put(attach));
            }
        }
        Ok(())
    }

    /// Who is next, and with which step. What makes no sense is skipped, and what was begun is ended.
    fn choose(&mut self) -> Option<(usize, Op)> {
        let idle: Vec<usize> = (0..self.state.tasks.len()).filter(|task| matches!(self.state.tasks[*task].status, Status::Idle)).collect();
        if idle.is_empty() {
            return None;
        }
        let task = idle[self.random.below(idle.len())];
        loop {
            let next = self.state.tasks[task].next;
            let op = match self.things.program.tasks[task].ops.get(next) {
                Some(op) => *op,
                None if self.state.tasks[task].frames.is_empty() => Op::End,
                None => Op::Leave,
            };
            self.state.tasks[task].next += 1;
            if self.state.prepare(task, op).is_some() {
                return Some((task, op));
            }
        }
    }

    fn step(&mut self, task: usize, op: Op, sites: &mut Sites) -> Checked {
        let mut command = self.state.prepare(task, op).expect("it was chosen");
        self.state.begin(task, command);
        // The end of a scope is waited for where the scope began.
        if !self.state.must(task) || matches!(op, Op::Scope(_)) {
            sites.0 += 1;
            command.site = sites.0;
        }
        _ = writeln!(self.trace, "{task}: {op:?}");
        self.summary.add("steps", 1);
        self.is_registered[task] = false;
        self.things.commands[task].put(command);
        if op == Op::End {
            self.await_end(task)?;
        }
        self.settle()?;
        self.compare()
    }

    /// A thread whose handle is kept tells of its end to who joins it alone.
    fn await_end(&mut self, task: usize) -> Checked {
        let deadline = Instant::now() + self.patience;
        loop {
            match self.things.handles[task].lock().expect("no panic").as_ref() {
                Some(handle) if handle.is_finished() => break,
                Some(_) => {}
                None => return Ok(()),
            }
            if Instant::now() > deadline {
                return Err(format!("task {task} does not end"));
            }
            thread::yield_now();
        }
        self.apply(task, Outcome::Ended)
    }

    fn event(&self) -> Result<(usize, Outcome), String> {
        let event = self.things.events.take_until(Instant::now() + self.patience);
        event.ok_or_else(|| format!("nothing happens, although somebody can go on: {}", self.describe()))
    }

    fn apply(&mut self, task: usize, outcome: Outcome) -> Checked {
        if outcome == Outcome::Ready {
            self.ready[task] += 1;
            return Ok(());
        }
        _ = writeln!(self.trace, "    {task} {outcome:?}");
        if outcome == Outcome::Ended && self.state.tasks[task].wait().is_none() {
            // It was seen to end before somebody joined it.
            return Ok(());
        }
        if !self.state.may(task, outcome) {
            return Err(format!("task {task} came to {outcome:?}, which cannot be: {}", self.describe()));
        }
        if has(self.told, task) {
            return Err(format!("task {task} goes on, although it was proven to be stuck"));
        }
        if has(self.suspected, task) && !self.state.is_misleading {
            return Err(format!("task {task} goes on, although it was suspected to be stuck, for no reason that is known"));
        }
        let op = self.state.tasks[task].wait().map(|wait| wait.command.op);
        self.state.complete(task, outcome);
        if let Some(Op::Scope(child)) = op {
            self.take_in(&[child])?;
        }
        Ok(())
    }

    /// Until nobody is on the move: whoever can go on has gone on, and all others are registered as waiting.
    fn settle(&mut self) -> Checked {
        let deadline = Instant::now() + self.patience;
        loop {
            while (0..self.state.tasks.len()).any(|task| self.state.must(task)) {
                let (task, outcome) = self.event()?;
                self.apply(task, outcome)?;
            }
            let Some(task) = self.unregistered() else { break };
            match self.things.events.take_until(Instant::now()) {
                Some((task, outcome)) => self.apply(task, outcome)?,
                None => self.is_registered[task] = self.is_shown_to_wait(task),
            }
            if Instant::now() > deadline {
                return Err(format!("task {task} neither goes on nor waits: {}", self.describe()));
            }
        }
        self.state.contradiction().map_or(Ok(()), Err)
    }

    fn unregistered(&self) -> Option<usize> {
        (0..self.state.tasks.len()).find(|task| self.state.tasks[*task].wait().is_some() && !self.is_registered[*task])
    }

    fn is_shown_to_wait(&self, task: usize) -> bool {
        thread::yield_now();
        let name = self.things.task_name(task);
        unhang::tasks().iter().any(|task| task.name == name && task.waits.is_some())
    }

    /// Everything that is due is told, and nothing else is.
    fn compare(&mut self) -> Checked {
        let deadline = Instant::now() + self.patience;
        loop {
            let reports = std::mem::take(&mut *REPORTS.lock().expect("no panic"));
            reports.iter().try_for_each(|report| self.check(report))?;
            let Some(missing) = self.missing() else { return Ok(()) };
            if Instant::now() > deadline {
                return Err(format!("{missing}: {}", self.describe()));
            }
            // A reader may have got past a writer, after all.
            match self.things.events.take_until(Instant::now()) {
                Some((task, outcome)) => self.apply(task, outcome)?,
                None => thread::yield_now(),
            }
        }
    }

    /// What has to be told, and is not.
    fn missing(&self) -> Option<String> {
        let proven = stuck(&self.state, View::Sure, self.told);
        if proven != 0 {
            return Some(format!("{:?} are stuck for sure, and it is not told", tasks(proven)));
        }
        let suspected = stuck(&self.state, View::Attributed, self.told | self.suspected);
        (suspected != 0).then(|| format!("{:?} are to be suspected, and are not", tasks(suspected)))
    }

    fn check(&mut self, report: &Report) -> Checked {
        let prefix = format!("{}.", self.things.name);
        let mut named = 0;
        for task in &report.tasks {
            let Some(number) = task.name.strip_prefix(&prefix).and_then(|number| number.parse::<usize>().ok()) else {
                if task.waits.is_none() {
                    // It has ended, and another uses its record.
                    continue;
                }
                // Of an earlier program: what had to be told of it was.
                let is_late = report.grade == Grade::Proven;
                return if is_late { Err(format!("told of another program:\n{report}")) } else { Ok(()) };
            };
            if self.state.tasks[number].wait().is_some() {
                named |= 1 << number;
            } else if !matches!(self.state.tasks[number].status, Status::Ended) {
                // A suspicion may come late: a thread that ends has found it, and tells it when it has its turn.
                let is_late = report.grade == Grade::Suspected;
                return if is_late { Ok(()) } else { Err(format!("task {number} runs:\n{report}")) };
            }
        }
        _ = writeln!(self.trace, "    {:?} {:?} {:?}", report.grade, report.kind, tasks(named));
        let is_wait = matches!(report.kind, ReportKind::Circle | ReportKind::Orphan | ReportKind::DoubleLock);
        let view = if report.grade == Grade::Proven { View::Sure } else { View::True };
        let unfounded = named & !stuck(&self.state, view, 0);
        if is_wait && named == 0 && report.grade == Grade::Suspected {
            // Late, too: all whom it names have ended.
            return Ok(());
        }
        if !is_wait || named == 0 {
            return Err(format!("there is nothing like this:\n{report}"));
        }
        if unfounded != 0 && !(view == View::True && self.state.is_misleading) {
            return Err(format!("{:?} are not stuck:\n{report}", tasks(unfounded)));
        }
        // A thread that ended may have found it before the others came to wait, and tell it after they did.
        let runs = |waker: &WakerReport| waker.why_not == WhyNot::Runs;
        let is_earlier = report.grade == Grade::Suspected && report.tasks.iter().flat_map(|task| &task.wakers).any(runs);
        if named & self.told != 0 && !is_earlier {
            return Err(format!("{:?} were told of before:\n{report}", tasks(named & self.told)));
        }
        self.note(report, named & !self.told);
        Ok(())
    }

    fn note(&mut self, report: &Report, named: u8) {
        let told = if report.grade == Grade::Proven { &mut self.told } else { &mut self.suspected };
        *told |= named;
        let grade = format!("{:?}", report.grade).to_lowercase();
        self.summary.add(&format!("{grade}: {:?}", report.kind), 1);
        for task in members(named) {
            let op = self.state.tasks[task].wait().map_or(Op::End, |wait| wait.command.op);
            let name = format!("{op:?}");
            let name = name.split('(').next().unwrap_or_default();
            self.summary.add(&format!("{grade}, waits: {name}"), 1);
        }
    }

    fn describe(&self) -> String {
        let mut text = String::new();
        for (number, task) in self.state.tasks.iter().enumerate() {
            let is_granted = task.wait().is_some_and(|wait| wait.is_granted);
            let waits = task.wait().map(|wait| wait.command.op);
            let holds: Vec<_> = task.holds.iter().map(|hold| (hold.lock, hold.mode, hold.is_forgotten)).collect();
            _ = writeln!(text, "\n  {number} waits {waits:?} granted {is_granted} holds {holds:?}");
        }
        for (number, end) in self.state.ends.iter().enumerate() {
            _ = write!(text, "\n  end {number} {end:?}");
        }
        _ = write!(text, "\n  {:?}", self.state.channels);
        text + &format!("\n  told {:?}, suspected {:?}\n{}", tasks(self.told), tasks(self.suspected), unhang::tasks())
    }
}

fn tasks(set: u8) -> Vec<usize> {
    members(set).collect()
}

fn has(set: u8, task: usize) -> bool {
    set >> task & 1 == 1
}
