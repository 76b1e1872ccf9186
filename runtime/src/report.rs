//! What the checker found: data first, text second.

use crate::deadlock::Exit;
use crate::settings;
use std::fmt;
use std::io::Write;
use std::panic::Location;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

/// What the checker does once it has found something. Set by [`set_policy`] or by the variable `UNHANG`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Policy {
    /// Panic in the task that closed the circle, with the report as the message; what it holds is released as it unwinds.
    /// The default, and `UNHANG=panic`.
    Panic,
    /// Print the report to standard error and go on, into the hang if it is one. `UNHANG=report`.
    Report,
    /// Print the report to standard error and abort the process. `UNHANG=abort`.
    Abort,
    /// Look for nothing and say nothing. `UNHANG=off`.
    Off,
    /// Print the report to standard error, and let the wait that would close the deadlock return an error in place of blocking:
    /// [`Interrupt::Deadlock`](crate::Interrupt::Deadlock), [`Ended::Deadlock`](crate::Ended::Deadlock), of a join a
    /// [`Deadlock`](crate::Deadlock) as the payload, of a channel without a level the error that says it is closed. So a program can give
    /// up what it holds, and go on. `UNHANG=break`.
    ///
    /// A wait that returns no error, such as `lock`, panics as with [`Policy::Panic`]. What can hang on another schedule, and what nobody's
    /// wait has closed, since somebody ended or dropped an end, is printed only.
    Break,
}

static POLICY: AtomicU8 = AtomicU8::new(UNSET);
const UNSET: u8 = u8::MAX;

/// Sets what happens from now on when the checker has found something. It wins over the variable `UNHANG`.
///
/// Without effect in an unchecked build, where nothing is found.
pub fn set_policy(policy: Policy) {
    POLICY.store(policy as u8, Ordering::Relaxed);
}

/// What happens when the checker has found something.
///
/// # Panics
///
/// On first use, when the variable `UNHANG` has a value that is no policy.
pub fn policy() -> Policy {
    match POLICY.load(Ordering::Relaxed) {
        UNSET => from_environment(),
        value => [Policy::Panic, Policy::Report, Policy::Abort, Policy::Off, Policy::Break][usize::from(value)],
    }
}

#[cold]
fn from_environment() -> Policy {
    let policy = settings::from_environment().policy;
    // Loses against a policy that was set in the meantime.
    let _ = POLICY.compare_exchange(UNSET, policy as u8, Ordering::Relaxed, Ordering::Relaxed);
    policy
}

static STRANDED: AtomicU8 = AtomicU8::new(UNSET);

/// Whether messages that are lost are reported from now on: accepted by a channel, and dropped unread when it closes. It wins over
/// the word `stranded` in the variable `UNHANG`.
///
/// Many programs lose messages on purpose when they end; so nobody is told without asking. Messages that were sent before this was
/// switched on are not reported. The report goes to the hook and to standard error, whatever the policy is (with [`Policy::Off`]
/// nowhere), and the program goes on.
///
/// Without effect in an unchecked build.
pub fn report_stranded(report: bool) {
    STRANDED.store(u8::from(report), Ordering::Relaxed);
}

#[inline]
#[cfg_attr(not(any(debug_assertions, feature = "checked")), allow(dead_code))]
pub(crate) fn reports_stranded() -> bool {
    match STRANDED.load(Ordering::Relaxed) {
        UNSET => {
            let stranded = u8::from(settings::from_environment().stranded);
            // Loses against what was said in the meantime.
            let _ = STRANDED.compare_exchange(UNSET, stranded, Ordering::Relaxed, Ordering::Relaxed);
            stranded == 1
        }
        value => value == 1,
    }
}

/// Whether this build of the library looks for anything: with debug assertions, or with the feature `checked`.
pub const fn is_checked() -> bool {
    cfg!(any(debug_assertions, feature = "checked"))
}

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
}

impl fmt::Display for Wanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Wanted::Lock(lock, "lock") => write!(f, "for {lock}"),
            Wanted::Lock(lock, how) => write!(f, "to {how} {lock}"),
            Wanted::Level(level) => write!(f, "for `{level}`"),
            Wanted::Tasks(names) => write!(f, "for the end of {}", Names(names)),
            Wanted::Event(event, how) => write!(f, "{how} {event}"),
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
    /// What it waits for and where; `None` if it has ended.
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
    /// token of it`, `has its part in it`.
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

struct Names<'a>(&'a [String]);

impl fmt::Display for Names<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, name) in self.0.iter().enumerate() {
            let link = match i {
                0 => "",
                _ if i + 1 == self.0.len() => " and ",
                _ => ", ",
            };
            write!(f, "{link}`{name}`")?;
        }
        Ok(())
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.all_asleep && self.grade == Grade::Proven && !self.is_of_sleep() {
            writeln!(f, "all tasks are asleep - deadlock!")?;
        }
        writeln!(f, "{}", self.headline())?;
        let names: Vec<String> = self.tasks.iter().map(|task| task.name.clone()).collect();
        if let Some(stranded) = &self.stranded {
            writeln!(f, "  --> {}: sent here, and dropped by `{}`", stranded.sent, names.first().map_or("", String::as_str))?;
            writeln!(f, "  = note: {stranded} was created at {}", stranded.created)?;
        }
        for (i, task) in self.tasks.iter().enumerate().filter(|_| self.stranded.is_none()) {
            match &task.waits {
                Some((wanted, at)) => writeln!(f, "  --> {at}: `{}` {} {wanted}", task.name, self.verb())?,
                None => writeln!(f, "  --> `{}` has ended", task.name)?,
            }
            for held in &task.holds {
                writeln!(f, "      {}: {} {}", held.at, held.how, held.lock)?;
            }
            for debt in &task.debts {
                writeln!(f, "      {}: {debt}", debt.at)?;
            }
            if i < self.circle {
                writeln!(f, "      and so waits for `{}`", names[(i + 1) % self.circle])?;
            }
        }
        let mut locks: Vec<&LockReport> = self.tasks.iter().flat_map(TaskReport::locks).collect();
        locks.sort_by_key(|lock| lock.id);
        locks.dedup_by_key(|lock| lock.id);
        for lock in locks {
            writeln!(f, "  = note: {lock} was created at {}", lock.created)?;
        }
        let mut events: Vec<&EventReport> = self.tasks.iter().flat_map(TaskReport::events).collect();
        events.sort_by_key(|event| (event.kind, event.id));
        events.dedup_by_key(|event| (event.kind, event.id));
        for event in events {
            writeln!(f, "  = note: {event} was created at {}", event.created)?;
        }
        for (name, at) in self.tasks.iter().filter_map(|task| Some((&task.name, task.spawned?))) {
            writeln!(f, "  = note: `{name}` was spawned at {at}")?;
        }
        if let Some(declared) = self.declared {
            writeln!(f, "  = note: declared order: {declared}")?;
        }
        writeln!(f, "  = help: {}", self.help)?;
        let sure = match (self.grade, self.kind) {
            (Grade::Proven, ReportKind::DeclaredOrder) => "proven): the order is declared otherwise, whether it hangs now or not",
            (Grade::Proven, ReportKind::Leaked) => "proven): these tasks wait for ever; the program ends without them",
            (Grade::Proven, ReportKind::Stranded) => "proven): the message is gone, and whoever waits for an answer to it waits in vain",
            (Grade::Proven, _) => "proven): this hangs, now and for ever",
            (Grade::Suspected, _) => {
                "suspected): this hangs, unless the program ends here or a thread that the checker does not know goes on"
            }
            (Grade::Potential, _) => "potential): nothing hangs yet, but on another schedule it can",
        };
        write!(f, "  = note: {} ({sure}", self.kind.name())
    }
}

impl TaskReport {
    fn locks(&self) -> impl Iterator<Item = &LockReport> {
        let wanted = self.waits.iter().filter_map(|(wanted, _)| match wanted {
            Wanted::Lock(lock, _) => Some(lock),
            _ => None,
        });
        wanted.chain(self.holds.iter().map(|held| &held.lock))
    }

    fn events(&self) -> Vec<&EventReport> {
        match &self.waits {
            Some((Wanted::Event(event, _), _)) => vec![event],
            Some((Wanted::Any(events), _)) => events.iter().map(|(event, _)| event).collect(),
            _ => vec![],
        }
    }
}

impl Report {
    fn verb(&self) -> &'static str {
        match self.grade {
            Grade::Suspected => "waits",
            Grade::Proven if self.kind != ReportKind::DeclaredOrder => "waits",
            _ => "would wait",
        }
    }

    /// Whether it says of itself that all are asleep.
    fn is_of_sleep(&self) -> bool {
        matches!(self.kind, ReportKind::AllAsleep | ReportKind::Leaked)
    }

    fn headline(&self) -> String {
        if let Some(stranded) = &self.stranded {
            return format!("message lost: a message sent into {stranded} at {} was dropped unread", stranded.sent);
        }
        let names: Vec<String> = self.tasks.iter().map(|task| task.name.clone()).collect();
        let first = self.tasks.first().and_then(|task| Some((task, &task.waits.as_ref()?.0)));
        let Some((task, wanted)) = first else { return "deadlock".into() };
        let name = &task.name;
        let hang = if self.grade == Grade::Suspected { "perhaps a deadlock" } else { "deadlock" };
        match self.kind {
            ReportKind::DoubleLock => format!("deadlock: `{name}` waits {wanted}, which it holds itself"),
            ReportKind::Circle if self.circle == 0 => format!("{hang}: `{name}` waits {wanted}, behind others that wait for one another"),
            ReportKind::Circle if self.circle == 1 => format!("{hang}: `{name}` waits {wanted}, and nobody but itself could end that"),
            ReportKind::Circle => format!("{hang}: {} wait for one another", Names(&names[..self.circle])),
            ReportKind::Orphan if matches!(wanted, Wanted::Lock(..)) => {
                format!("{hang}: `{name}` waits {wanted}, which nobody will give back")
            }
            ReportKind::Orphan => format!("{hang}: `{name}` waits {wanted}, and nobody is left who could end that"),
            ReportKind::Stranded => "message lost".into(),
            ReportKind::RecursiveRead => format!("deadlock ahead: `{name}` would wait {wanted}, which it reads already"),
            ReportKind::DeclaredOrder => match (task.holds.last(), task.debts.last()) {
                (Some(held), _) => format!("deadlock: `{name}` must not wait {wanted} while holding {}", held.lock),
                (None, Some(debt)) => format!("deadlock: `{name}` must not wait {wanted} while it {debt}"),
                (None, None) => format!("deadlock: `{name}` must not wait {wanted}"),
            },
            ReportKind::AllAsleep => format!("{hang}: all tasks are asleep: `{name}` waits {wanted}"),
            ReportKind::Leaked => format!("leak: the program ends, and nobody is left to wake {}", Names(&names)),
            ReportKind::LearnedOrder => {
                let held = task.holds.last().map_or(String::new(), |held| format!(" while holding {}", held.lock));
                format!("deadlock ahead: `{name}` would wait {wanted}{held}, and elsewhere it is the other way round")
            }
        }
    }
}

impl std::error::Error for Report {}

type Hook = Arc<dyn Fn(&Report) + Send + Sync>;
static HOOK: parking_lot::RwLock<Option<Hook>> = parking_lot::RwLock::new(None);

/// Calls `hook` with every finding, before the policy is followed. One hook at a time; a later one replaces it.
///
/// It runs in the task that closed the circle, which still holds what it holds: a hook that waits for a checked lock can hang.
pub fn on_report(hook: impl Fn(&Report) + Send + Sync + 'static) {
    *HOOK.write() = Some(Arc::new(hook));
}

/// Follows the policy for one finding. Returns if the program goes on, or if it leaves the call with an error.
#[cold]
#[track_caller]
#[cfg_attr(not(any(debug_assertions, feature = "checked")), allow(dead_code))]
pub(crate) fn deliver<X: Exit>(report: &Report, _: X) -> Result<(), X::Error> {
    let is_print_only = report.grade == Grade::Suspected || report.kind == ReportKind::Leaked;
    if policy() == Policy::Off || report.grade == Grade::Suspected && !is_new(report) {
        return Ok(());
    }
    // Not under the lock: a hook may have findings of its own, or set another.
    let hook = HOOK.read().clone();
    if let Some(hook) = hook {
        hook(report);
    }
    let breaks = X::WAITS && report.grade == Grade::Proven && !is_print_only;
    if let Some(error) = (breaks && policy() == Policy::Break).then(|| X::error(report)).flatten() {
        eprintln!("{report}");
        return Err(error);
    }
    match policy() {
        Policy::Off => {}
        _ if is_print_only => print_at_the_end(report),
        Policy::Report => eprintln!("{report}"),
        Policy::Break if !breaks => eprintln!("{report}"),
        // A second panic would abort without a word of the first, and a potential deadlock is no reason to.
        Policy::Panic if std::thread::panicking() && report.grade == Grade::Potential => eprintln!("{report}"),
        Policy::Panic | Policy::Break if X::UNWINDS && !std::thread::panicking() => panic!("{report}"),
        Policy::Panic | Policy::Break | Policy::Abort => {
            eprintln!("{report}");
            std::process::abort();
        }
    }
    Ok(())
}

/// Tells of a message that was lost. It is called while the message is dropped, so it never unwinds, and the program goes on.
#[cold]
#[cfg_attr(not(any(debug_assertions, feature = "checked")), allow(dead_code))]
pub(crate) fn deliver_stranded(stranded: StrandedReport, dropped_by: String) {
    let help = "receive until the channel is disconnected, or let the senders end first";
    let report =
        Report { stranded: Some(stranded), ..Report::new(ReportKind::Stranded, Grade::Proven, vec![TaskReport::new(dropped_by, 0)], help) };
    let tell = || match policy() {
        Policy::Off => {}
        _ => {
            let hook = HOOK.read().clone();
            if let Some(hook) = hook {
                hook(&report);
            }
            eprintln!("{report}");
        }
    };
    // What a hook throws must not leave a drop.
    let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(tell));
}

/// To standard error, if it is open: a program that ends well must not fail over its last words.
fn print_at_the_end(report: &Report) {
    let _ = writeln!(std::io::stderr(), "{report}");
}

/// Whether this is the first suspicion at its place.
fn is_new(report: &Report) -> bool {
    static TOLD: parking_lot::Mutex<Vec<Option<Site>>> = parking_lot::Mutex::new(Vec::new());
    let at = report.tasks.first().and_then(|task| Some(task.waits.as_ref()?.1));
    let mut told = TOLD.lock();
    let is_new = !told.contains(&at);
    if is_new {
        told.push(at);
    }
    is_new
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deadlock::Unwinds;

    fn report(kind: ReportKind, grade: Grade) -> Report {
        let at = Location::caller();
        let task = TaskReport { waits: Some((Wanted::Level("A"), at)), ..TaskReport::new("one".into(), 1) };
        Report { all_asleep: true, ..Report::new(kind, grade, vec![task], "") }
    }

    /// Under the default policy, to panic.
    #[test]
    fn some_findings_are_only_printed() {
        let suspicion = report(ReportKind::AllAsleep, Grade::Suspected);
        _ = deliver(&suspicion, Unwinds);
        assert!(!is_new(&suspicion), "once for each place");
        _ = deliver(&report(ReportKind::Leaked, Grade::Proven), Unwinds);
        assert!(std::panic::catch_unwind(|| deliver(&report(ReportKind::AllAsleep, Grade::Proven), Unwinds)).is_err());
    }

    #[test]
    fn grades_are_ordered() {
        assert!(Grade::Potential < Grade::Suspected && Grade::Suspected < Grade::Proven);
    }
}
