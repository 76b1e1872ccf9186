//! A finding as text, in the manner of rustc: where, what is to be said about it, and what to change.

use super::arrows;
use super::colour::{Paint, Style};
use super::snippet::{self, Label};
use super::source::Sources;
use super::{EventReport, Grade, LockReport, Names, Quoted, Report, ReportKind, Site, TaskReport, WakerReport, Wanted, WhyNot};
use std::fmt;
use std::time::Duration;

/// How many tasks are told of; the files have all of them.
const MOST_TASKS: usize = 12;
const MOST_WAKERS: usize = 6;
/// A circle that takes more is drawn on several lines.
const WIDEST_CIRCLE: usize = 100;

/// Plain. Where the program's source can be read, its lines are quoted; a file that has changed since is left out.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Text { report: self, paint: Paint::Plain }.fmt(f)
    }
}

/// A finding, painted or not.
pub(super) struct Text<'a> {
    pub(super) report: &'a Report,
    pub(super) paint: Paint,
}

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Text { report, paint } = *self;
        let alarm = if report.grade == Grade::Proven { Style::Error } else { Style::Warning };
        if report.all_asleep && report.grade == Grade::Proven && !report.is_of_sleep() {
            writeln!(f, "{}", paint.text(alarm, "all tasks are asleep - deadlock!"))?;
        }
        writeln!(f, "{}", paint.text(alarm, report.headline()))?;
        let mut page = Page { f, paint, margin: report.margin(), sources: Sources::default(), quoted: Vec::new() };
        match &report.stranded {
            Some(stranded) => {
                let by = report.tasks.first().map_or("", |task| &task.name);
                page.place(stranded.sent, &format!("sent here, and dropped by {}", Quoted(by)), &[])?;
                page.note(format_args!("{stranded} was created at {}", stranded.created))?;
            }
            None => page.tasks(report)?,
        }
        if let Some(declared) = report.declared {
            page.note(format_args!("declared order: {declared}"))?;
        }
        for help in report.help.lines() {
            page.line("help", help)?;
        }
        page.last("note", report.verdict())
    }
}

/// What is written to.
struct Page<'a, 'f> {
    f: &'a mut fmt::Formatter<'f>,
    paint: Paint,
    margin: usize,
    sources: Sources,
    /// The places that were quoted together.
    quoted: Vec<Vec<Site>>,
}

impl Page<'_, '_> {
    fn tasks(&mut self, report: &Report) -> fmt::Result {
        let shown = &report.tasks[..report.tasks.len().min(MOST_TASKS)];
        let full = if report.circle == 0 { shown.len() } else { report.circle.min(shown.len()) };
        for task in &shown[..full] {
            self.task(report, task)?;
        }
        if let Some(circle) = arrows::circle(report) {
            self.circle(&circle)?;
        }
        for task in &shown[full..] {
            self.also(report, task)?;
        }
        if report.tasks.len() > shown.len() {
            self.line("note", format_args!("and {} more", report.tasks.len() - shown.len()))?;
        }
        self.created(shown)
    }

    fn task(&mut self, report: &Report, task: &TaskReport) -> fmt::Result {
        let owned: Vec<(Site, String)> = task.owned().collect();
        match (&task.waits, owned.split_first()) {
            (Some((wanted, at)), _) => {
                let waits = format!("{} {} {wanted}{}", Quoted(&task.name), report.verb(), For(task.since));
                self.place(at, &waits, &owned)?;
            }
            (None, Some(((at, what), rest))) => self.place(at, &format!("{} {what}, and has ended", Quoted(&task.name)), rest)?,
            (None, None) => {
                let arrow = self.paint.text(Style::Margin, "-->");
                writeln!(self.f, "{:1$}{arrow} {2} has ended", "", self.margin, Quoted(&task.name))?;
            }
        }
        for waker in task.wakers.iter().take(MOST_WAKERS) {
            self.note(Waker { task, waker })?;
        }
        match task.wakers.len() {
            more if more > MOST_WAKERS => self.note(format_args!("and {} more could, and will not", more - MOST_WAKERS)),
            _ => Ok(()),
        }
    }

    /// A task outside the circle, in short.
    fn also(&mut self, report: &Report, task: &TaskReport) -> fmt::Result {
        let name = Quoted(&task.name);
        match &task.waits {
            Some((wanted, at)) => {
                self.line("also stuck", format_args!("{name} {} {wanted}{}, at {at}", report.verb(), For(task.since)))?;
            }
            None => self.line("also", format_args!("{name} has ended"))?,
        }
        for (at, what) in task.owned() {
            writeln!(self.f, "{:1$}  {what}, got at {at}", "", self.margin + 1)?;
        }
        for waker in task.wakers.iter().take(MOST_WAKERS) {
            writeln!(self.f, "{:1$}  {2}", "", self.margin + 1, Waker { task, waker })?;
        }
        Ok(())
    }

    fn circle(&mut self, hops: &[String]) -> fmt::Result {
        let line = hops.join(" -> ");
        if line.chars().count() <= WIDEST_CIRCLE {
            return self.line("circle", line);
        }
        self.line("circle", &hops[0])?;
        hops[1..].iter().try_for_each(|hop| writeln!(self.f, "{:1$}-> {hop}", "", self.margin + 11))
    }

    /// A place, what is to be said about it, and what else belongs to it. The same places are quoted once.
    fn place(&mut self, at: Site, text: &str, others: &[(Site, String)]) -> fmt::Result {
        let places: Vec<Site> = [at].into_iter().chain(others.iter().map(|(site, _)| *site)).collect();
        if self.quoted.contains(&places) {
            let others: String = others.iter().map(|(_, text)| format!(", {text}")).collect();
            return writeln!(self.f, "{:1$}{2} {at}: {text}{others}", "", self.margin, self.paint.text(Style::Margin, "-->"));
        }
        self.quoted.push(places);
        let mut rest: Vec<&(Site, String)> = others.iter().collect();
        let mut next = Some((at, Some(text)));
        while let Some((at, text)) = next {
            let main = text.into_iter().map(|text| label(at, text, true));
            let (here, elsewhere): (Vec<_>, Vec<_>) = rest.into_iter().partition(|(site, _)| site.file() == at.file());
            let arrow = self.paint.text(Style::Margin, if text.is_some() { "-->" } else { ":::" });
            write!(self.f, "{:1$}{arrow} {at}", "", self.margin)?;
            let (here, unseen): (Vec<_>, Vec<_>) = here.into_iter().partition(|(site, _)| self.sources.lines(site).is_some());
            match self.sources.lines(at) {
                Some(lines) => {
                    let labels: Vec<Label> = main.chain(here.iter().map(|(site, text)| label(site, text, false))).collect();
                    write!(self.f, "\n{}", snippet::draw(lines, &labels, self.margin, self.paint))?;
                }
                None => writeln!(self.f, ": {}", text.map_or("", |text| text))?,
            }
            for (site, text) in unseen {
                writeln!(self.f, "{:1$}{2} {site}: {text}", "", self.margin, self.paint.text(Style::Margin, ":::"))?;
            }
            next = elsewhere.first().map(|(site, _)| (*site, None));
            rest = elsewhere;
        }
        Ok(())
    }

    fn created(&mut self, tasks: &[TaskReport]) -> fmt::Result {
        let mut locks: Vec<&LockReport> = tasks.iter().flat_map(TaskReport::locks).collect();
        locks.sort_by_key(|lock| lock.id);
        locks.dedup_by_key(|lock| lock.id);
        let mut events: Vec<&EventReport> = tasks.iter().flat_map(TaskReport::events).collect();
        events.sort_by_key(|event| (event.kind, event.id));
        events.dedup_by_key(|event| (event.kind, event.id));
        let locks = locks.iter().map(|lock| (lock.created, lock.to_string()));
        let made = by_place(locks.chain(events.iter().map(|event| (event.created, event.to_string()))));
        let spawned = by_place(tasks.iter().filter_map(|task| Some((task.spawned?, Quoted(&task.name).to_string()))));
        for ((at, names), word) in made.iter().map(|made| (made, "created")).chain(spawned.iter().map(|task| (task, "spawned"))) {
            self.note(format_args!("{} {} {word} at {at}", Listed(names), if names.len() == 1 { "was" } else { "were" }))?;
        }
        Ok(())
    }

    fn note(&mut self, text: impl fmt::Display) -> fmt::Result {
        self.line("note", text)
    }

    fn line(&mut self, word: &str, text: impl fmt::Display) -> fmt::Result {
        self.last(word, text)?;
        writeln!(self.f)
    }

    fn last(&mut self, word: &str, text: impl fmt::Display) -> fmt::Result {
        let (sign, word) = (self.paint.text(Style::Margin, "="), self.paint.text(Style::Word, word));
        write!(self.f, "{:1$}{sign} {word}: {text}", "", self.margin + 1)
    }
}

fn label(at: Site, text: &str, is_main: bool) -> Label {
    Label { line: at.line() as usize, column: at.column() as usize, text: text.to_owned(), is_main }
}

/// What was created or spawned, by its place; in the order in which the places first appear.
fn by_place(things: impl Iterator<Item = (Site, String)>) -> Vec<(Site, Vec<String>)> {
    let mut places: Vec<(Site, Vec<String>)> = Vec::new();
    for (at, thing) in things {
        match places.iter_mut().find(|(place, _)| *place == at) {
            Some((_, things)) if things.contains(&thing) => {}
            Some((_, things)) => things.push(thing),
            None => places.push((at, vec![thing])),
        }
    }
    places
}

/// Several, with commas.
struct Listed<'a>(&'a [String]);

impl fmt::Display for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        super::list(f, self.0.iter())
    }
}

/// How long somebody has waited, if that is worth a word.
struct For(Duration);

impl fmt::Display for For {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0.as_millis(), self.0.as_secs()) {
            (0, _) => Ok(()),
            (ms, 0) => write!(f, ", for {ms} ms"),
            (_, ..60) => write!(f, ", for {:.1} s", self.0.as_secs_f64()),
            (_, s @ ..3600) => write!(f, ", for {} min {} s", s / 60, s % 60),
            (_, s) => write!(f, ", for {} h {} min", s / 3600, s / 60 % 60),
        }
    }
}

/// Who could have woken a task, and why it will not.
pub(super) struct Waker<'a> {
    pub(super) task: &'a TaskReport,
    pub(super) waker: &'a WakerReport,
}

impl fmt::Display for Waker<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.task.waits.as_ref().map(|(wanted, _)| wanted) {
            Some(Wanted::Lock(lock, _)) => write!(f, "{lock}: ")?,
            Some(Wanted::Event(event, _)) => write!(f, "{event}: ")?,
            _ => {}
        }
        write!(f, "{} {}", Quoted(&self.waker.name), self.waker.by)?;
        if let Some(at) = self.waker.at {
            write!(f, ", since {at}")?;
        }
        f.write_str(match self.waker.why_not {
            WhyNot::Itself => ", and is the one that waits",
            WhyNot::Waits => ", and waits too",
            WhyNot::Ended => ", and has ended",
        })
    }
}

impl TaskReport {
    pub(super) fn locks(&self) -> impl Iterator<Item = &LockReport> {
        let wanted = self.waits.iter().filter_map(|(wanted, _)| match wanted {
            Wanted::Lock(lock, _) => Some(lock),
            _ => None,
        });
        wanted.chain(self.holds.iter().map(|held| &held.lock))
    }

    pub(super) fn events(&self) -> Vec<&EventReport> {
        match &self.waits {
            Some((Wanted::Event(event, _), _)) => vec![event],
            Some((Wanted::Any(events), _)) => events.iter().map(|(event, _)| event).collect(),
            _ => vec![],
        }
    }

    /// What it holds and owes, and where it got that.
    fn owned(&self) -> impl Iterator<Item = (Site, String)> + '_ {
        let held = self.holds.iter().map(|held| (held.at, format!("{} {}", held.how, held.lock)));
        held.chain(self.debts.iter().map(|debt| (debt.at, debt.to_string())))
    }
}

impl Report {
    pub(super) fn verb(&self) -> &'static str {
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

    /// As wide as the widest number of a line, or as two digits.
    fn margin(&self) -> usize {
        let places = self.tasks.iter().take(MOST_TASKS).flat_map(|task| {
            let waits = task.waits.iter().map(|(_, at)| *at);
            waits.chain(task.holds.iter().map(|held| held.at)).chain(task.debts.iter().map(|debt| debt.at))
        });
        let lines = places.chain(self.stranded.iter().map(|stranded| stranded.sent)).map(|at| at.line());
        lines.max().unwrap_or(0).to_string().len().max(2)
    }

    /// What was found, how sure it is, and what that means.
    pub(super) fn verdict(&self) -> String {
        let meaning = match (self.grade, self.kind) {
            (Grade::Proven, ReportKind::DeclaredOrder) => "the order is declared otherwise, whether it hangs now or not",
            (Grade::Proven, ReportKind::Leaked) => "these tasks wait for ever; the program ends without them",
            (Grade::Proven, ReportKind::Stranded) => "the message is gone, and whoever waits for an answer to it waits in vain",
            (Grade::Proven, _) => "this hangs, now and for ever",
            (Grade::Suspected, _) => "this hangs, unless the program ends here or a thread that the checker does not know goes on",
            (Grade::Potential, _) => "nothing hangs yet, but on another schedule it can",
        };
        format!("{} ({}): {meaning}", self.kind.name(), self.grade.name())
    }

    pub(super) fn headline(&self) -> String {
        if let Some(stranded) = &self.stranded {
            return format!("message lost: a message sent into {stranded} at {} was dropped unread", stranded.sent);
        }
        let first = self.tasks.first().and_then(|task| Some((task, &task.waits.as_ref()?.0)));
        let Some((task, wanted)) = first else { return "deadlock".into() };
        let together = if self.circle == 0 { &self.tasks[..] } else { &self.tasks[..self.circle] };
        let names: Vec<String> = together.iter().map(|task| task.name.clone()).collect();
        let name = Quoted(&task.name);
        let hang = if self.grade == Grade::Suspected { "perhaps a deadlock" } else { "deadlock" };
        match self.kind {
            ReportKind::DoubleLock => format!("deadlock: {name} waits {wanted}, which it holds itself"),
            ReportKind::Circle => format!("{hang}: {} wait for one another", Names(&names)),
            ReportKind::Orphan => format!("{hang}: {name} waits {wanted}, which nobody will give back"),
            ReportKind::Stranded => "message lost".into(),
            ReportKind::RecursiveRead => format!("deadlock ahead: {name} would wait {wanted}, which it reads already"),
            ReportKind::DeclaredOrder => match (task.holds.last(), task.debts.last()) {
                (Some(held), _) => format!("deadlock: {name} must not wait {wanted} while holding {}", held.lock),
                (None, Some(debt)) => format!("deadlock: {name} must not wait {wanted} while it {debt}"),
                (None, None) => format!("deadlock: {name} must not wait {wanted}"),
            },
            ReportKind::AllAsleep => format!("{hang}: all tasks are asleep: {name} waits {wanted}"),
            ReportKind::Leaked => format!("leak: the program ends, and nobody is left to wake {}", Names(&names)),
            ReportKind::LearnedOrder => {
                let held = task.holds.last().map_or(String::new(), |held| format!(" while holding {}", held.lock));
                format!("deadlock ahead: {name} would wait {wanted}{held}, and elsewhere it is the other way round")
            }
        }
    }
}
