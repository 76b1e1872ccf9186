//! From tasks that are stuck to a report.

use super::debts::Owed;
use super::lock::{Lock, LockId, Origin, mode_of};
use super::needs::{Source, View, Who};
use super::stack::Held;
use super::task::{Child, Local, Task, TaskRef};
use super::waits::{On, Registry};
use crate::graph::{Shape, Stuck};
use crate::report::{DebtReport, Grade, HeldReport, Report, ReportKind, Site, TaskReport, WakerReport, Wanted, WhyNot};
use crate::watch::{Kind, Mode};

/// A report, and whom it is about.
pub(super) struct Finding {
    pub(super) report: Report,
    pub(super) tasks: Vec<Who>,
    /// It needs no second look.
    pub(super) certain: bool,
    /// The registry's.
    pub(super) number: u64,
}

impl Finding {
    /// Where the first task waits.
    pub(super) fn place(&self) -> Option<Site> {
        Some(self.report.tasks.first()?.waits.as_ref()?.1)
    }
}

impl Registry {
    pub(super) fn describe_stuck(&self, stuck: &Stuck<Who>, view: View, all_asleep: bool) -> Finding {
        let first = stuck.tasks[0];
        let relocks = self.wait_of(first.task).is_some_and(|wait| wait.on.lock().is_some());
        let (kind, way) = match &stuck.shape {
            Shape::Circle(way) if way.len() == 1 && relocks => (ReportKind::DoubleLock, &way[..]),
            Shape::Circle(way) => (ReportKind::Circle, &way[..]),
            Shape::Orphan(way) => (ReportKind::Orphan, &way[..]),
            Shape::Behind => (ReportKind::Circle, &[][..]),
        };
        let rest = stuck.tasks.iter().filter(|who| !way.contains(who));
        let tasks: Vec<Who> = way.iter().chain(rest).copied().collect();
        let grade = if view == View::Sure { Grade::Proven } else { Grade::Suspected };
        let described = tasks.iter().map(|&who| self.describe(who, view)).collect();
        let circle = if kind == ReportKind::Circle { way.len() } else { 0 };
        let report = Report { circle, all_asleep, ..Report::new(kind, grade, described, "") }.advised();
        self.finding(report, tasks)
    }

    pub(super) fn describe_sleep(&self, tasks: Vec<Who>, kind: ReportKind, grade: Grade) -> Finding {
        let described: Vec<TaskReport> = tasks.iter().map(|&who| self.describe(who, View::Asleep)).collect();
        self.finding(Report { all_asleep: true, ..Report::new(kind, grade, described, "") }.advised(), tasks)
    }

    fn finding(&self, report: Report, tasks: Vec<Who>) -> Finding {
        let certain = !tasks.iter().any(|who| self.queues_to_read(who.task));
        Finding { report, tasks, certain, number: 0 }
    }

    /// Whether the task is a reader that may just have got past a writer.
    fn queues_to_read(&self, task: TaskRef) -> bool {
        let wait = self.wait_of(task).and_then(|wait| wait.on.lock());
        wait.is_some_and(|(lock, mode)| lock.kind() == Kind::RwLock && matches!(mode, Mode::Shared | Mode::Upgradable))
    }

    fn describe(&self, who: Who, view: View) -> TaskReport {
        let task = who.task;
        if task.serial() != who.serial {
            return TaskReport::new(format!("task {}", who.serial), who.serial);
        }
        // SAFETY: called for tasks that wait, have ended or are the caller's own, under the registry's lock.
        let local = unsafe { &*task.local.get() };
        let Some(wait) = self.wait_of(task) else { return local.report(task) };
        let (_, sources) = self.sources(task, view);
        TaskReport {
            waits: Some((self.wanted(&wait.on), wait.at)),
            since: wait.since.elapsed(),
            wakers: sources.into_iter().map(|source| self.describe_waker(who, source)).collect(),
            ..local.report(task)
        }
    }

    /// A task as it is now.
    pub(super) fn show(&self, task: TaskRef) -> TaskReport {
        let Some(wait) = self.wait_of(task) else {
            return TaskReport { spawned: task.spawned(), ..TaskReport::new(task.name().to_string(), task.serial()) };
        };
        let who = Who::is(task);
        // SAFETY: the task waits, and we hold the registry's lock.
        let local = unsafe { &*task.local.get() };
        TaskReport {
            waits: Some((self.wanted(&wait.on), wait.at)),
            since: wait.since.elapsed(),
            wakers: self.known_sources(task).into_iter().map(|source| self.describe_waker(who, source)).collect(),
            ..local.report(task)
        }
    }

    fn wanted(&self, on: &On) -> Wanted {
        match (on.lock(), on.awaited()) {
            (Some((lock, mode)), _) => lock.wanted_in(mode),
            (_, Some(awaited)) => awaited.wanted(),
            _ => match on {
                On::Passing(wanted) => wanted.clone(),
                _ => Wanted::Tasks(self.awaited(on).map(Child::name).collect()),
            },
        }
    }

    fn describe_waker(&self, waits: Who, source: Source) -> WakerReport {
        let Source { who, by, at } = source;
        let is_its_own = who.task.serial() == who.serial;
        WakerReport {
            name: if is_its_own { who.task.name().to_string() } else { format!("task {}", who.serial) },
            id: who.serial,
            by,
            at,
            why_not: match who {
                _ if who == waits => WhyNot::Itself,
                _ if !who.is_here() => WhyNot::Ended,
                _ if self.wait_of(who.task).is_some() => WhyNot::Waits,
                _ => WhyNot::Runs,
            },
        }
    }
}

impl Task {
    /// What the current task is, for reports.
    pub(super) fn report(&self) -> TaskReport {
        self.local().report(self)
    }
}

impl Local {
    pub(super) fn report(&self, task: &Task) -> TaskReport {
        let named = TaskReport::new(task.name().to_string(), task.serial());
        TaskReport { holds: self.holds(), debts: self.owes(), spawned: task.spawned(), ..named }
    }

    pub(super) fn holds(&self) -> Vec<HeldReport> {
        self.held.iter().map(|taken| held(taken.key, taken.origin, taken.at)).collect()
    }

    pub(super) fn owes(&self) -> Vec<DebtReport> {
        self.debts.iter().map(Owed::report).collect()
    }
}

/// What is held, by its key.
pub(super) fn held(key: u64, origin: Origin, at: Site) -> HeldReport {
    HeldReport { lock: origin.report(LockId::of(key)), how: how(key), at }
}

fn how(key: u64) -> &'static str {
    match (LockId::of(key).kind(), mode_of(key)) {
        (Kind::Semaphore, _) => "holds a permit of",
        (Kind::RwLock, Mode::Exclusive | Mode::Upgrade) => "writes",
        (_, Mode::Exclusive | Mode::Upgrade) => "holds",
        (_, Mode::Shared | Mode::Recursive) => "reads",
        (_, Mode::Upgradable) => "reads (upgradable)",
    }
}

impl Held {
    /// By what its owner could wake somebody.
    pub(super) fn by(&self) -> &'static str {
        match how(self.key) {
            "holds a permit of" => "holds a permit of it",
            "writes" => "writes it",
            "holds" => "holds it",
            _ => "reads it",
        }
    }
}

impl Child {
    /// A wait for its end, for reports.
    pub(crate) fn wanted(&self) -> Wanted {
        Wanted::Tasks(vec![self.name()])
    }

    fn name(&self) -> String {
        self.who().task.name().to_string()
    }
}

impl Lock {
    /// A wait for it, for reports.
    pub(crate) fn wanted_in(&self, mode: Mode) -> Wanted {
        wanted(self.id().key(mode), self.origin)
    }
}

/// What is wanted, by the key that it will be held with.
pub(super) fn wanted(key: u64, origin: Origin) -> Wanted {
    let id = LockId::of(key);
    let how = match (id.kind(), mode_of(key)) {
        (Kind::Semaphore, _) => "acquire",
        (Kind::RwLock, Mode::Exclusive) => "write",
        (_, Mode::Exclusive) => "lock",
        (_, Mode::Shared | Mode::Recursive) => "read",
        (_, Mode::Upgradable) => "read (upgradable)",
        (_, Mode::Upgrade) => "upgrade",
    };
    Wanted::Lock(origin.report(id), how)
}
