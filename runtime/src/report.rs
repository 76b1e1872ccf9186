//! What the checker found: data. Its rooms make text, files and pictures of it, and none of them knows how it was found.

mod policy;

#[cfg_attr(not(any(debug_assertions, feature = "checked")), allow(dead_code))]
mod advice;
mod colour;
mod snapshot;
mod snippet;
mod source;
mod text;

mod arrows;
mod dot;
mod files;
mod json;
mod page;

#[cfg(test)]
mod examples;

pub use files::save_reports;
pub use policy::{Policy, is_checked, on_report, policy, report_stranded, set_policy};
#[cfg_attr(not(any(debug_assertions, feature = "checked")), allow(unused_imports))]
pub(crate) use policy::{announce, deliver, deliver_in_test, deliver_stranded, reports_stranded, retract};
pub use snapshot::Tasks;

use std::fmt::{self, Write};
use std::panic::Location;
use std::time::Duration;

/// How sure a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Grade {
    /// It can happen on another schedule; nothing hangs now.
    Potential,
    /// Nobody that the checker knows can move, but a thread that it does not know might, or the program might be about to end. It is
    /// printed, once for each place, and nothing more, whatever the policy; but not where the policy is [`Policy::Off`].
    Suspected,
    /// It hangs, or breaks what was declared.
    Proven,
}

impl Grade {
    fn name(self) -> &'static str {
        match self {
            Grade::Potential => "potential",
            Grade::Suspected => "suspected",
            Grade::Proven => "proven",
        }
    }
}

/// What was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReportKind {
    /// A task waits for a lock that it holds itself.
    DoubleLock,
    /// Tasks wait for one another in a circle.
    Circle,
    /// A task waits for what somebody held who has ended.
    Orphan,
    /// A lock was taken against the declared order.
    DeclaredOrder,
    /// Locks without a level were taken in different orders.
    LearnedOrder,
    /// One task reads a lock twice at once: it hangs as soon as a writer comes between.
    RecursiveRead,
    /// All tasks wait, what they wait for is not coming, and the process has no other thread that could bring it. Where the system
    /// lists a process's threads, Linux and Android, one that never used this crate keeps this finding away; elsewhere it is
    /// [`Grade::Suspected`].
    AllAsleep,
    /// The main thread has ended, and tasks wait that nobody is left to wake. The program ends all the same: it is printed, and
    /// nothing more, whatever the policy; but not where the policy is [`Policy::Off`].
    Leaked,
    /// A test's body has returned, and tasks that it started wait, with nobody left to wake them. See [`testing`](crate::testing).
    LeftBehind,
    /// A test's body has returned, its time limit has passed, and tasks that it started go on. See [`testing`](crate::testing).
    Outlives,
    /// A task of a test has ended and holds a lock still: its guard was forgotten, or leaked. See [`testing`](crate::testing).
    Forgotten,
    /// A message was accepted by a channel and dropped unread. Reported on request: [`report_stranded`].
    Stranded,
}

impl ReportKind {
    fn name(self) -> &'static str {
        match self {
            ReportKind::DoubleLock => "double lock",
            ReportKind::Circle => "circle",
            ReportKind::Orphan => "orphan",
            ReportKind::DeclaredOrder => "declared order",
            ReportKind::LearnedOrder => "learned order",
            ReportKind::RecursiveRead => "recursive read",
            ReportKind::AllAsleep => "all asleep",
            ReportKind::Leaked => "leaked",
            ReportKind::LeftBehind => "left behind",
            ReportKind::Outlives => "outlives",
            ReportKind::Forgotten => "forgotten guard",
            ReportKind::Stranded => "stranded message",
        }
    }
}

/// A place in the source.
pub type Site = &'static Location<'static>;

/// A lock, as a report names it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LockReport {
    /// `mutex`, `rwlock`, `once` or `semaphore`.
    pub kind: &'static str,
    /// Its level, if it has one.
    pub level: Option<&'static str>,
    /// Where it was created.
    pub created: Site,
    /// Tells locks apart that were created at one place.
    pub id: u64,
}

/// Its short name; where it was created is a field of its own.
impl fmt::Display for LockReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.level {
            Some(level) => write!(f, "{} `{level}`", self.kind),
            None => write!(f, "{} #{}", self.kind, self.id),
        }
    }
}

/// Something that is no lock and no task's end, as a report names it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct EventReport {
    /// `channel`, `wait group`, `barrier`, `semaphore` or `condvar`.
    pub kind: &'static str,
    /// Its level, if it has one.
    pub level: Option<&'static str>,
    /// Where it was created.
    pub created: Site,
    /// Tells those of one kind apart.
    pub id: u64,
}

/// Its short name; where it was created is a field of its own.
impl fmt::Display for EventReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.level {
            Some(level) => write!(f, "{} `{level}`", self.kind),
            None => write!(f, "{} #{}", self.kind, self.id),
        }
    }
}

/// A name as it stands in a text: between quotes, in one line.
struct Quoted<'a>(&'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('`')?;
        self.0.chars().try_for_each(|c| if c.is_control() { write!(f, "{}", c.escape_default()) } else { f.write_char(c) })?;
        f.write_char('`')
    }
}

/// Names of tasks. Of very many, the first.
struct Names<'a>(&'a [String]);

impl fmt::Display for Names<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let more = |names: &[String]| format!("{} more", names.len());
        match self.0.split_at_checked(6) {
            Some((first, rest)) if rest.len() > 2 => list(f, first.iter().map(|name| Quoted(name).to_string()).chain([more(rest)])),
            _ => list(f, self.0.iter().map(|name| Quoted(name))),
        }
    }
}

/// One, two and three.
fn list<D: fmt::Display>(f: &mut fmt::Formatter<'_>, things: impl Iterator<Item = D>) -> fmt::Result {
    let mut things = things.enumerate().peekable();
    while let Some((i, thing)) = things.next() {
        let link = match (i, things.peek()) {
            (0, _) => "",
            (_, None) => " and ",
            _ => ", ",
        };
        write!(f, "{link}{thing}")?;
    }
    Ok(())
}

/// What a task waits for, or would wait for. As text, it follows the word *waits*.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Wanted {
    /// A lock: which, and how (`lock`, `read`, `write`, `upgrade`, `acquire`).
    Lock(LockReport, &'static str),
    /// Whatever locks of this level the code takes that is entered here.
    Level(&'static str),
    /// The end of these tasks.
    Tasks(Vec<String>),
    /// Something else: what, after how it is waited for (`to receive from`, `to send into`, `for`, `for a permit of`).
    Event(EventReport, &'static str),
    /// One of several: a select.
    Any(Vec<(EventReport, &'static str)>),
    /// What comes from outside: `for a time to pass`, `to be unparked`.
    Outside(&'static str),
}

impl Wanted {
    /// A sleep.
    pub(crate) const TIME: Wanted = Wanted::Outside("for a time to pass");
}

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Wanted::Lock(lock, "lock") => write!(f, "for {lock}"),
            Wanted::Lock(lock, how) => write!(f, "to {how} {lock}"),
            Wanted::Level(level) => write!(f, "for `{level}`"),
            Wanted::Tasks(names) => write!(f, "for the end of {}", Names(names)),
            Wanted::Event(event, how) => write!(f, "{how} {event}"),
            Wanted::Outside(what) => f.write_str(what),
            Wanted::Any(events) => events.iter().enumerate().try_for_each(|(i, (event, how))| {
                let link = if i == 0 { "" } else { " or " };
                write!(f, "{link}{how} {event}")
            }),
        }
    }
}

/// A lock that a task holds.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct HeldReport {
    /// The lock.
    pub lock: LockReport,
    /// `holds`, `reads`, `writes`, `reads (upgradable)`, `holds a permit of`.
    pub how: &'static str,
    /// Where it was taken.
    pub at: Site,
}

/// What a task owes to others beside its locks.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DebtReport {
    /// `owes`: it owns a sender or a token; `drains`: it owns a receiver.
    pub how: &'static str,
    /// The level of what it owns.
    pub level: &'static str,
    /// Where it got that.
    pub at: Site,
}

impl fmt::Display for DebtReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} `{}`", self.how, self.level)
    }
}

/// A task of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct TaskReport {
    /// Its name: that of its thread, or `task N`.
    pub name: String,
    /// Tells tasks of one name apart; no two tasks of a program have the same.
    pub id: u64,
    /// What it waits for and where; `None` if it has ended, or, in a [snapshot](crate::tasks()), if it runs.
    pub waits: Option<(Wanted, Site)>,
    /// How long it had waited when it was found.
    pub since: Duration,
    /// Who could have woken it, and why they cannot.
    pub wakers: Vec<WakerReport>,
    /// All that it holds, in the order in which it was taken.
    pub holds: Vec<HeldReport>,
    /// What it owes to others besides.
    pub debts: Vec<DebtReport>,
    /// Where it was spawned, if this crate spawned it.
    pub spawned: Option<Site>,
}

impl TaskReport {
    /// Of a task that neither waits nor holds anything.
    pub(crate) fn new(name: String, id: u64) -> TaskReport {
        TaskReport { name, id, waits: None, since: Duration::ZERO, wakers: vec![], holds: vec![], debts: vec![], spawned: None }
    }
}

/// Somebody who could have woken a task of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct WakerReport {
    /// Its name.
    pub name: String,
    /// Its number, as in [`TaskReport::id`].
    pub id: u64,
    /// By what: `holds it`, `reads it`, `waits for it before`, `has to end`, `owns a sender of it`, `owns a receiver of it`, `owns a
    /// token of it`, `has its part in it`, `took it last`.
    pub by: &'static str,
    /// Where it got that.
    pub at: Option<Site>,
    /// Why it will not.
    pub why_not: WhyNot,
}

/// Why somebody who could wake a task will not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum WhyNot {
    /// It is that task.
    Itself,
    /// It waits too, and is part of the finding.
    Waits,
    /// It has ended, and left behind what it owed.
    Ended,
    /// It has not done so yet: in a snapshot, see [`tasks`](crate::tasks()).
    Runs,
}

/// A message that was lost.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct StrandedReport {
    /// The level of its channel, if it has one.
    pub level: Option<&'static str>,
    /// Where the channel was created.
    pub created: Site,
    /// Tells channels apart that were created at one place.
    pub id: u64,
    /// Where the message was sent.
    pub sent: Site,
}

/// The channel's short name; where it was created is a field of its own.
impl fmt::Display for StrandedReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.level {
            Some(level) => write!(f, "channel `{level}`"),
            None => write!(f, "channel #{}", self.id),
        }
    }
}

/// A finding of the run-time checker.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// What was found.
    pub kind: ReportKind,
    /// How sure it is.
    pub grade: Grade,
    /// Who takes part. The first is the task that closed it, or whom it was found with.
    pub tasks: Vec<TaskReport>,
    /// How many of the first tasks wait for one another: each for the next, and the last of them for the first. Zero if none do.
    pub circle: usize,
    /// No task that the checker knows can move. (Threads that never used this crate are not counted.)
    pub all_asleep: bool,
    /// The declared order that was broken, as drawn.
    pub declared: Option<&'static str>,
    /// The message that was lost.
    pub stranded: Option<StrandedReport>,
    /// What to change.
    pub help: String,
}

impl Report {
    pub(crate) fn new(kind: ReportKind, grade: Grade, tasks: Vec<TaskReport>, help: impl Into<String>) -> Report {
        let circle = if kind == ReportKind::Circle { tasks.len() } else { 0 };
        Report { kind, grade, tasks, circle, all_asleep: false, declared: None, stranded: None, help: help.into() }
    }
}

#[cfg_attr(not(any(debug_assertions, feature = "checked")), allow(dead_code))]
impl StrandedReport {
    /// The finding, with who dropped it.
    pub(crate) fn found(self, dropped_by: String) -> Report {
        let dropped_by = vec![TaskReport::new(dropped_by, 0)];
        Report { stranded: Some(self), ..Report::new(ReportKind::Stranded, Grade::Proven, dropped_by, "") }.advised()
    }
}

impl std::error::Error for Report {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grades_are_ordered() {
        assert!(Grade::Potential < Grade::Suspected && Grade::Suspected < Grade::Proven);
    }
}
