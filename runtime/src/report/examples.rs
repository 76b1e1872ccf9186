//! Findings for the tests of these rooms.

use super::*;

/// A name that no format likes.
pub(super) const NASTY: &str = "a\"b\\\n\t\u{1}\u{1b}[31m☃ <script>&'`\u{202e}";

#[track_caller]
pub(super) fn here() -> Site {
    Location::caller()
}

#[track_caller]
pub(super) fn mutex(id: u64) -> LockReport {
    LockReport { kind: "mutex", level: None, created: here(), id }
}

#[track_caller]
pub(super) fn event(kind: &'static str, id: u64) -> EventReport {
    EventReport { kind, level: None, created: here(), id }
}

#[track_caller]
pub(super) fn wants(lock: LockReport) -> Wanted {
    Wanted::Lock(lock, "lock")
}

#[track_caller]
pub(super) fn holds(lock: LockReport) -> HeldReport {
    HeldReport { lock, how: "holds", at: here() }
}

#[track_caller]
pub(super) fn task(name: &str, id: u64, wanted: Wanted, holds: impl Into<Vec<HeldReport>>) -> TaskReport {
    TaskReport { waits: Some((wanted, here())), holds: holds.into(), ..TaskReport::new(name.into(), id) }
}

#[track_caller]
pub(super) fn waker(name: &str, id: u64, by: &'static str, why_not: WhyNot) -> WakerReport {
    WakerReport { name: name.into(), id, by, at: Some(here()), why_not }
}

pub(super) fn proven(kind: ReportKind, tasks: impl Into<Vec<TaskReport>>) -> Report {
    Report::new(kind, Grade::Proven, tasks.into(), "").advised()
}

pub(super) fn two_locks() -> Report {
    let one = task("one", 1, wants(mutex(2)), [holds(mutex(1))]);
    let two = task("two", 2, wants(mutex(1)), [holds(mutex(2))]);
    let (first, second) = (waker("two", 2, "holds it", WhyNot::Waits), waker("one", 1, "holds it", WhyNot::Waits));
    let one = TaskReport { wakers: vec![first], since: Duration::from_micros(20), ..one };
    let two = TaskReport { wakers: vec![second], since: Duration::from_millis(12), spawned: Some(here()), ..two };
    proven(ReportKind::Circle, [one, two])
}

pub(super) fn join_under_lock() -> Report {
    let main = task("main", 1, Wanted::Tasks(vec!["worker".into()]), [holds(mutex(1))]);
    let worker = task("worker", 2, wants(mutex(1)), []);
    proven(ReportKind::Circle, [main, worker])
}

/// One task that has seen both halves.
pub(super) fn learned_order() -> Report {
    let one = task("one", 1, wants(mutex(2)), [holds(mutex(1))]);
    let other = task("one", 1, wants(mutex(1)), [holds(mutex(2))]);
    Report { grade: Grade::Potential, ..proven(ReportKind::LearnedOrder, [one, other]) }
}

pub(super) fn double_lock() -> Report {
    proven(ReportKind::DoubleLock, [task("one", 1, wants(mutex(1)), [holds(mutex(1))])])
}

pub(super) fn lonely_reader() -> Report {
    let main = task("main", 1, Wanted::Event(event("channel", 1), "to receive from"), []);
    let wakers = vec![waker("main", 1, "owns a sender of it", WhyNot::Itself)];
    Report { all_asleep: true, ..proven(ReportKind::AllAsleep, [TaskReport { wakers, ..main }]) }
}

/// Many tasks wait in a circle, and as many for them.
pub(super) fn crowd(members: u64) -> Report {
    let member = |i: u64| task(&format!("member {i}"), i + 1, wants(mutex((i + 1) % members)), [holds(mutex(i))]);
    let other = |i: u64| task(&format!("other {i}"), members + i + 1, wants(mutex(i)), []);
    let tasks: Vec<TaskReport> = (0..members).map(member).chain((0..members).map(other)).collect();
    Report { circle: members as usize, ..proven(ReportKind::Circle, tasks) }.advised()
}

pub(super) fn select() -> Report {
    let wanted = Wanted::Any(vec![(event("channel", 1), "to receive from"), (event("channel", 2), "to send into")]);
    let debts = vec![DebtReport { how: "owes", level: "Results", at: here() }];
    let selects = TaskReport { debts, ..task("one", 1, wanted, [holds(mutex(1))]) };
    proven(ReportKind::AllAsleep, [selects, task("two", 2, wants(mutex(1)), [])])
}

pub(super) fn stranded() -> Report {
    let stranded = StrandedReport { level: None, created: here(), id: 1, sent: here() };
    Report { stranded: Some(stranded), ..proven(ReportKind::Stranded, [TaskReport::new("one".into(), 0)]) }
}

pub(super) fn orphan() -> Report {
    let gone = TaskReport { holds: vec![holds(mutex(1))], ..TaskReport::new("gone".into(), 2) };
    proven(ReportKind::Orphan, [task("one", 1, wants(mutex(1)), []), gone])
}

/// A circle of which one has this name.
pub(super) fn named(name: &str) -> Report {
    let mut report = two_locks();
    report.tasks[0].name = name.into();
    report.tasks[1].wakers[0].name = name.into();
    report
}

pub(super) fn all() -> Vec<Report> {
    vec![
        two_locks(),
        join_under_lock(),
        learned_order(),
        double_lock(),
        lonely_reader(),
        crowd(3),
        crowd(40),
        select(),
        stranded(),
        orphan(),
        named(NASTY),
        proven(ReportKind::DeclaredOrder, [task("one", 1, Wanted::Level("Accounts"), [])]),
    ]
}
