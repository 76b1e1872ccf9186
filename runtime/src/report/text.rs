//! A finding as text.

use super::{EventReport, Grade, LockReport, Names, Report, ReportKind, TaskReport, Wanted};
use std::fmt;

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
            ReportKind::Circle => format!("deadlock: {} wait for one another", Names(&names)),
            ReportKind::Orphan => format!("{hang}: `{name}` waits {wanted}, which nobody will give back"),
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
