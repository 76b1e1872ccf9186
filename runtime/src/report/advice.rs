//! What to change, as far as the finding's data says it.

use super::{EventReport, HeldReport, LockReport, Report, ReportKind, Site, TaskReport, Wanted, WhyNot, arrows};

impl Report {
    /// With advice from its data in place of what it was made with. Of a declared order the data does not say what comes before what:
    /// there, what it was made with stays.
    pub(crate) fn advised(self) -> Report {
        let is_said = self.kind == ReportKind::DeclaredOrder && !self.help.is_empty();
        let help = if is_said { self.help } else { advice(&self) };
        Report { help, ..self }
    }
}

/// What to change: the smallest change that would have kept this from happening, with the places to make it.
pub(crate) fn advice(report: &Report) -> String {
    let Report { kind, tasks, circle, .. } = report;
    let members = &tasks[..if *circle == 0 { tasks.len() } else { *circle }];
    match kind {
        ReportKind::DoubleLock => double_lock(tasks),
        ReportKind::Circle => release_before_join(members)
            .or_else(|| release_before_wait(members, tasks))
            .or_else(|| together(members))
            .or_else(|| past_a_writer(members))
            .or_else(|| one_order(members))
            .unwrap_or_else(|| asleep(members, tasks)),
        ReportKind::Orphan => orphan(tasks),
        ReportKind::DeclaredOrder => declared(tasks),
        ReportKind::LearnedOrder => together(tasks).or_else(|| one_order(tasks)).unwrap_or_else(|| ONE_ORDER.into()),
        ReportKind::RecursiveRead => recursive_read(tasks),
        ReportKind::AllAsleep => {
            release_before_join(tasks).or_else(|| release_before_wait(tasks, tasks)).unwrap_or_else(|| asleep(tasks, tasks))
        }
        ReportKind::Leaked | ReportKind::LeftBehind => leaked(tasks),
        ReportKind::Outlives => "let these tasks end before, by a message or a cancellation, and join them".into(),
        ReportKind::Forgotten => "drop the guard, at the latest at the end of the task that holds it".into(),
        ReportKind::Stranded => "receive until the channel is disconnected, or let the senders end first".into(),
    }
}

const ONE_ORDER: &str = "take these locks in one order everywhere; give them levels, and the compiler checks it";

fn wanted_lock(task: &TaskReport) -> Option<(&LockReport, &'static str, Site)> {
    match task.waits.as_ref()? {
        (Wanted::Lock(lock, how), at) => Some((lock, how, at)),
        _ => None,
    }
}

fn hold_of(task: &TaskReport, id: u64) -> Option<&HeldReport> {
    task.holds.iter().find(|held| held.lock.id == id)
}

fn double_lock(tasks: &[TaskReport]) -> String {
    let found = tasks.first().and_then(|task| Some((wanted_lock(task)?, task)));
    let Some(((lock, how, at), task)) = found else { return "release the first guard before".into() };
    match (hold_of(task, lock.id), lock.kind, how) {
        (_, "once", _) => format!("compute the value of {lock} without asking for it at {at}"),
        (Some(held), _, "upgrade") => format!("release what else reads {lock} (taken at {}) before the upgrade", held.at),
        (Some(held), ..) => format!("release the guard that was taken at {} before, or pass it on instead of locking again", held.at),
        (None, ..) => "release the first guard before, or pass it on instead of locking again".into(),
    }
}

/// Somebody holds what is wanted, and joins.
fn release_before_join(tasks: &[TaskReport]) -> Option<String> {
    let joins = |task: &&TaskReport| matches!(task.waits, Some((Wanted::Tasks(_), _)));
    let Some((task, held)) = tasks.iter().filter(joins).find_map(|task| Some((task, wanted_of(task, tasks)?))) else {
        let only_joins = !tasks.is_empty() && tasks.iter().all(|task| joins(&task));
        return only_joins.then(|| "let one of these tasks end without joining the other".into());
    };
    let (_, at) = task.waits.as_ref()?;
    Some(format!("release {} (taken at {}) before the join at {at}", held.lock, held.at))
}

/// Somebody holds what is wanted, and waits for what is no lock.
fn release_before_wait(tasks: &[TaskReport], all: &[TaskReport]) -> Option<String> {
    let waits = |task: &&TaskReport| matches!(task.waits, Some((Wanted::Event(..) | Wanted::Any(_), _)));
    let (task, held) = tasks.iter().filter(waits).find_map(|task| Some((task, wanted_of(task, all)?)))?;
    let (wanted, at) = task.waits.as_ref()?;
    Some(format!("release {} (taken at {}) before the wait {wanted} at {at}", held.lock, held.at))
}

/// What `task` holds and somebody else waits for.
fn wanted_of<'a>(task: &'a TaskReport, tasks: &[TaskReport]) -> Option<&'a HeldReport> {
    let others = tasks.iter().filter(|other| other.id != task.id);
    others.filter_map(wanted_lock).find_map(|(lock, ..)| hold_of(task, lock.id))
}

/// A reader waits behind a writer that waits for another reader.
fn past_a_writer(members: &[TaskReport]) -> Option<String> {
    let next = members.iter().cycle().skip(1);
    members.iter().zip(next).find_map(|(task, next)| match (wanted_lock(task)?, wanted_lock(next)?) {
        ((lock, "read", at), (same, "write", before)) if lock.id == same.id && hold_of(next, lock.id).is_none() => {
            Some(format!("read {lock} at {at} with `read_recursive`, which goes past the writer that waits at {before}"))
        }
        _ => None,
    })
}

/// Locks of one level have no order.
fn together(tasks: &[TaskReport]) -> Option<String> {
    let level = tasks.first()?.holds.last()?.lock.level?;
    let is_of_it = |task: &TaskReport| {
        arrows::pair(task).is_some_and(|(held, wanted)| held.id != wanted.id && [held.level, wanted.level] == [Some(level); 2])
    };
    tasks.iter().all(is_of_it).then(|| format!("take the locks of `{level}` together, with `lock_all`"))
}

/// Who takes locks in the order of their numbers, and who does not.
fn one_order(tasks: &[TaskReport]) -> Option<String> {
    let pairs = tasks.iter().map(|task| {
        let (wanted, _, at) = wanted_lock(task)?;
        // In a circle, what the one before waits for; in an order, the one that it was learned of.
        let held =
            tasks.iter().filter_map(wanted_lock).find_map(|(lock, ..)| hold_of(task, lock.id).filter(|held| held.lock.id != wanted.id));
        Some((held?, wanted, at))
    });
    let pairs: Vec<(&HeldReport, &LockReport, Site)> = pairs.collect::<Option<_>>()?;
    let place = |&(held, _, at): &(&HeldReport, &LockReport, Site)| (held.at, at);
    let (with, against): (Vec<_>, Vec<_>) = pairs.iter().partition(|(held, wanted, _)| held.lock.id < wanted.id);
    let (&(held, wanted, at), other) = (with.first()?, against.first()?);
    if pairs.iter().all(|pair| place(pair) == place(&pairs[0])) {
        let places = format!("{} and {at}", held.at);
        return Some(format!(
            "the lines {places} take these locks now in one order, now in the other: sort them first, or use `lock_all_dynamic`"
        ));
    }
    let levels =
        if pairs.iter().all(|(_, wanted, _)| wanted.level.is_some()) { "" } else { "; give them levels, and the compiler checks it" };
    let (first, at_first, (held_there, there)) = (&held.lock, held.at, place(other));
    Some(format!(
        "take these locks in one order everywhere, as {first} before {wanted} at {at_first} and {at}\n\
         at {held_there} and {there} it is the other way round{levels}"
    ))
}

fn orphan(tasks: &[TaskReport]) -> String {
    let left_by = |gone: &TaskReport| tasks.iter().filter_map(wanted_lock).find_map(|(lock, ..)| Some(hold_of(gone, lock.id)?.at));
    let gone = tasks.iter().filter(|task| task.waits.is_none()).find_map(left_by);
    let waits_for_an_event = |task: &TaskReport| matches!(task.waits, Some((Wanted::Event(..) | Wanted::Any(_), _)));
    match gone {
        Some(at) => format!("the guard that was taken at {at} was forgotten or leaked: let it drop"),
        None if tasks.iter().any(waits_for_an_event) => asleep(tasks, tasks),
        None => "a guard was forgotten or leaked: let it drop".into(),
    }
}

fn declared(tasks: &[TaskReport]) -> String {
    let found = tasks.first().and_then(|task| Some((task, &task.waits.as_ref()?.0)));
    let Some((task, wanted)) = found else { return ONE_ORDER.into() };
    let wanted = match wanted {
        Wanted::Lock(LockReport { level: Some(level), .. }, _) | Wanted::Level(level) => format!("`{level}`"),
        wanted => format!("what it waits {wanted}"),
    };
    match (task.holds.last(), task.debts.last()) {
        (Some(held), _) => format!("release {} (taken at {}) first, or declare that {wanted} comes after it", held.lock, held.at),
        (None, Some(debt)) => {
            format!("give away what it {debt} by (got at {}) first, or declare that {wanted} comes after `{}`", debt.at, debt.level)
        }
        (None, None) => format!("declare that {wanted} comes after what is held"),
    }
}

fn recursive_read(tasks: &[TaskReport]) -> String {
    let held = tasks.first().and_then(|task| hold_of(task, wanted_lock(task)?.0.id));
    let first = held.map_or("the first guard".into(), |held| format!("the guard that was taken at {}", held.at));
    format!("pass {first} on, or use `read_recursive`: a writer that comes between the two reads waits for the first and stops the second")
}

fn leaked(tasks: &[TaskReport]) -> String {
    let kept = tasks.iter().flat_map(|task| &task.wakers).find(|waker| waker.why_not != WhyNot::Waits && waker.at.is_some());
    match kept.and_then(|waker| Some((waker.by, waker.at?))) {
        Some((by, at)) if by.starts_with("owns") => {
            format!("drop {} that was got at {at}, so that these tasks end before the program does, and join them", end(by))
        }
        _ => "let these tasks end before the program does, and join them".into(),
    }
}

/// What is owned, from by what somebody could wake.
fn end(by: &str) -> &'static str {
    match by {
        "owns a receiver of it" => "the receiver",
        "owns a token of it" => "the token",
        _ => "the sender",
    }
}

/// Nobody is left to bring what the first of these waits for that waits for no lock and no task.
fn asleep(tasks: &[TaskReport], all: &[TaskReport]) -> String {
    let found = tasks.iter().find_map(|task| match &task.waits {
        Some((Wanted::Event(event, how), _)) => Some((task, event, *how)),
        Some((Wanted::Any(events), _)) => events.first().map(|(event, how)| (task, event, *how)),
        _ => None,
    });
    let Some((task, event, how)) = found else {
        return one_order(tasks).unwrap_or_else(|| "let one of these tasks go on without the others".into());
    };
    let own = task.wakers.iter().find(|waker| waker.why_not == WhyNot::Itself && waker.by.starts_with("owns"));
    if let Some(at) = own.and_then(|waker| waker.at) {
        let user = match (event.kind, how) {
            ("channel", "to send into") => "takes the messages out",
            ("channel", _) => "sends",
            _ => "does the work",
        };
        return format!(
            "drop {} that was got at {at} before this wait, or give it to a task that {user}",
            end(own.map_or("", |waker| waker.by))
        );
    }
    let other = task.wakers.iter().find(|waker| waker.why_not == WhyNot::Waits && waker.by.starts_with("owns"));
    if let Some(waits) = other.and_then(|waker| waits_of(waker.id, all)) {
        let (name, what) = (other.map_or("", |waker| &waker.name), end(other.map_or("", |waker| waker.by)));
        let does = if event.kind == "channel" && how != "to send into" { "send" } else { "do its part" };
        return format!("let `{name}` {does} before its own wait at {waits}, or drop {what} that it does not use");
    }
    let left = task.wakers.iter().find(|waker| waker.why_not == WhyNot::Ended && waker.by.starts_with("owns"));
    if let Some((waker, at)) = left.and_then(|waker| Some((waker, waker.at?))) {
        return format!("drop {} that was got at {at}, which was forgotten or left behind", end(waker.by));
    }
    nobody(task, event, how)
}

fn waits_of(id: u64, tasks: &[TaskReport]) -> Option<Site> {
    tasks.iter().find(|task| task.id == id).and_then(|task| Some(task.waits.as_ref()?.1))
}

/// Who could bring the event is not known.
fn nobody(task: &TaskReport, event: &EventReport, how: &str) -> String {
    match (event.kind, how) {
        ("channel", "to send into") => "let another task take the messages out, or drop the receiver that nobody uses any more".into(),
        ("channel", _) => "drop the sender that nobody uses any more, or give it to a task that sends".into(),
        ("wait group", _) => "drop the token that nobody works for any more".into(),
        ("barrier", _) => "let as many tasks come to the barrier as it was made for".into(),
        ("semaphore", _) => match task.holds.iter().find(|held| held.lock.kind == "semaphore") {
            Some(held) => format!("give the permit of {} back before waiting for more", held.at),
            None => "give the permits back before waiting for more".into(),
        },
        ("condvar", _) => "notify after the change, from a task that does not wait itself".into(),
        _ => "let one of these tasks go on without the others".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::examples::{
        all, crowd, double_lock, event, holds, join_under_lock, learned_order, lonely_reader, mutex, orphan, proven, select, task,
        two_locks, waker, wants,
    };
    use super::super::{Grade, WakerReport};
    use super::*;

    fn at(task: &TaskReport) -> Site {
        task.waits.as_ref().expect("it waits").1
    }

    fn asleep(tasks: impl Into<Vec<TaskReport>>) -> String {
        proven(ReportKind::AllAsleep, tasks).help
    }

    fn waits(wanted: EventReport, how: &'static str) -> TaskReport {
        task("one", 1, Wanted::Event(wanted, how), [])
    }

    #[test]
    fn orders() {
        for report in [two_locks(), learned_order()] {
            let [one, two] = &report.tasks[..] else { panic!("two") };
            let expected = format!(
                "take these locks in one order everywhere, as mutex #1 before mutex #2 at {} and {}\n\
                 at {} and {} it is the other way round; give them levels, and the compiler checks it",
                one.holds[0].at,
                at(one),
                two.holds[0].at,
                at(two),
            );
            assert_eq!(report.help, expected);
        }
        let help = crowd(3).help;
        assert!(help.starts_with("the lines ") && help.ends_with("sort them first, or use `lock_all_dynamic`"), "{help}");
    }

    #[test]
    fn locks_of_one_level() {
        let mut report = two_locks();
        let of_level = |lock: &mut LockReport| lock.level = Some("Accounts");
        for task in &mut report.tasks {
            of_level(&mut task.holds[0].lock);
            if let Some((Wanted::Lock(lock, _), _)) = &mut task.waits {
                of_level(lock);
            }
        }
        assert_eq!(advice(&report), "take the locks of `Accounts` together, with `lock_all`");
    }

    #[test]
    fn a_reader_behind_a_writer() {
        let reads = |how| HeldReport { how, ..holds(mutex(1)) };
        let reader = task("reader", 1, Wanted::Lock(mutex(1), "read"), [holds(mutex(2))]);
        let writer = task("writer", 2, Wanted::Lock(mutex(1), "write"), []);
        let other = task("other", 3, wants(mutex(2)), [reads("reads")]);
        let expected =
            format!("read mutex #1 at {} with `read_recursive`, which goes past the writer that waits at {}", at(&reader), at(&writer));
        assert_eq!(proven(ReportKind::Circle, [reader, writer, other]).help, expected);
    }

    #[test]
    fn what_is_held() {
        let report = double_lock();
        let held = report.tasks[0].holds[0].at;
        assert_eq!(report.help, format!("release the guard that was taken at {held} before, or pass it on instead of locking again"));
        let report = join_under_lock();
        let (held, join) = (report.tasks[0].holds[0].at, at(&report.tasks[0]));
        assert_eq!(report.help, format!("release mutex #1 (taken at {held}) before the join at {join}"));
        let report = orphan();
        let held = report.tasks[1].holds[0].at;
        assert_eq!(report.help, format!("the guard that was taken at {held} was forgotten or leaked: let it drop"));
        let report = select();
        let (held, wait) = (report.tasks[0].holds[0].at, at(&report.tasks[0]));
        let expected =
            format!("release mutex #1 (taken at {held}) before the wait to receive from channel #1 or to send into channel #2 at {wait}");
        assert_eq!(report.help, expected);
        let joins = |name: &str, id, other: &str| task(name, id, Wanted::Tasks(vec![other.into()]), []);
        let report = proven(ReportKind::Circle, [joins("one", 1, "two"), joins("two", 2, "one")]);
        assert_eq!(report.help, "let one of these tasks end without joining the other");
        let read = |how| HeldReport { how, ..holds(mutex(1)) };
        let report = proven(ReportKind::RecursiveRead, [task("one", 1, Wanted::Lock(mutex(1), "read"), [read("reads")])]);
        assert!(
            report.help.starts_with(&format!("pass the guard that was taken at {} on", report.tasks[0].holds[0].at)),
            "{}",
            report.help
        );
    }

    #[test]
    fn who_could_have_brought_it() {
        let report = lonely_reader();
        let got = report.tasks[0].wakers[0].at.expect("it was got somewhere");
        assert_eq!(report.help, format!("drop the sender that was got at {got} before this wait, or give it to a task that sends"));

        let with = |wakers: Vec<WakerReport>, task: TaskReport| TaskReport { wakers, ..task };
        let other = TaskReport { id: 2, name: "two".into(), ..waits(event("channel", 2), "to receive from") };
        let one = with(vec![waker("two", 2, "owns a sender of it", WhyNot::Waits)], waits(event("channel", 1), "to receive from"));
        let expected = format!("let `two` send before its own wait at {}, or drop the sender that it does not use", at(&other));
        assert_eq!(asleep([one, other]), expected);

        let group = with(vec![waker("one", 1, "owns a token of it", WhyNot::Itself)], waits(event("wait group", 1), "for"));
        let got = group.wakers[0].at.expect("a place");
        assert_eq!(
            asleep([group]),
            format!("drop the token that was got at {got} before this wait, or give it to a task that does the work")
        );

        let left = with(vec![waker("gone", 9, "owns a sender of it", WhyNot::Ended)], waits(event("channel", 1), "to receive from"));
        let got = left.wakers[0].at.expect("a place");
        let expected = format!("drop the sender that was got at {got}, which was forgotten or left behind");
        assert_eq!(proven(ReportKind::Orphan, [left]).help, expected);

        let left = with(vec![waker("main", 9, "owns a sender of it", WhyNot::Ended)], waits(event("channel", 1), "to receive from"));
        let got = left.wakers[0].at.expect("a place");
        let expected = format!("drop the sender that was got at {got}, so that these tasks end before the program does, and join them");
        assert_eq!(proven(ReportKind::Leaked, [left]).help, expected);
    }

    #[test]
    fn nobody_is_known() {
        let table = [
            ("channel", "to receive from", "drop the sender that nobody uses any more, or give it to a task that sends"),
            ("channel", "to send into", "let another task take the messages out, or drop the receiver that nobody uses any more"),
            ("wait group", "for", "drop the token that nobody works for any more"),
            ("barrier", "for the others at", "let as many tasks come to the barrier as it was made for"),
            ("semaphore", "for a permit of", "give the permits back before waiting for more"),
            ("condvar", "for", "notify after the change, from a task that does not wait itself"),
        ];
        for (kind, how, help) in table {
            assert_eq!(asleep([waits(event(kind, 1), how)]), help);
        }
        assert_eq!(asleep([task("one", 1, wants(mutex(1)), [])]), "let one of these tasks go on without the others");
        assert_eq!(proven(ReportKind::Leaked, []).help, "let these tasks end before the program does, and join them");
    }

    #[test]
    fn a_declared_order() {
        let levelled = LockReport { level: Some("Journal"), ..mutex(1) };
        let fault = || vec![task("one", 1, Wanted::Level("Accounts"), [holds(levelled.clone())])];
        let held = fault()[0].holds[0].at;
        let expected = format!("release mutex `Journal` (taken at {held}) first, or declare that `Accounts` comes after it");
        assert_eq!(proven(ReportKind::DeclaredOrder, fault()).help, expected);
        let said = Report::new(ReportKind::DeclaredOrder, Grade::Proven, fault(), "as the declaration says").advised();
        assert_eq!(said.help, "as the declaration says");
    }

    /// Nothing is missed that a finding lacks.
    #[test]
    fn always_something() {
        for report in all() {
            assert!(!report.help.is_empty(), "{report}");
            let bare = Report { tasks: Vec::new(), circle: 0, ..report.clone() };
            assert!(!advice(&bare).is_empty(), "{:?}", report.kind);
        }
    }
}
