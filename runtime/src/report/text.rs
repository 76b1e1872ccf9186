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
        let mut page = Page { f, paint, margin: report.margin(), sources: Sources::default(), quoted: Vec::new(), said: Vec::new() };
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
    /// Who could have woken somebody: of many who wait for one thing it is the same.
    said: Vec<String>,
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
            (None, None) if report.kind == ReportKind::Outlives => self.arrow(true, format_args!("{} runs", Quoted(&task.name)))?,
            (None, None) => self.arrow(true, format_args!("{} has ended", Quoted(&task.name)))?,
        }
        for waker in task.wakers.iter().take(MOST_WAKERS) {
            let note = Waker { task, waker }.to_string();
            if !self.said.contains(&note) {
                self.note(&note)?;
                self.said.push(note);
            }
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
        let (more, last) = (hops.len().saturating_sub(MOST_TASKS + 1), hops.len() - 1);
        self.line("circle", &hops[0])?;
        for (i, hop) in hops.iter().enumerate().skip(1).filter(|(i, _)| *i < MOST_TASKS || *i == last) {
            if i == last && more > 0 {
                writeln!(self.f, "{:1$}-> {more} more", "", self.margin + 11)?;
            }
            writeln!(self.f, "{:1$}-> {hop}", "", self.margin + 11)?;
        }
        Ok(())
    }

    /// A place, what is to be said about it, and what else belongs to it. The same places are quoted once.
    fn place(&mut self, at: Site, text: &str, others: &[(Site, String)]) -> fmt::Result {
        let places: Vec<Site> = [at].into_iter().chain(others.iter().map(|(site, _)| *site)).collect();
        if self.quoted.contains(&places) {
            let others: String = others.iter().map(|(_, text)| format!(", {text}")).collect();
            return self.arrow(true, format_args!("{at}: {text}{others}"));
        }
        self.quoted.push(places);
        let mut rest: Vec<(Site, &str, bool)> = others.iter().map(|(site, text)| (*site, text.as_str(), false)).collect();
        rest.insert(0, (at, text, true));
        while let Some(&(first, ..)) = rest.first() {
            let (here, elsewhere): (Vec<_>, Vec<_>) = rest.into_iter().partition(|(site, ..)| site.file() == first.file());
            let (seen, unseen): (Vec<_>, Vec<_>) = here.into_iter().partition(|(site, ..)| self.sources.lines(site).is_some());
            for (site, text, is_main) in unseen {
                self.arrow(is_main, format_args!("{site}: {text}"))?;
            }
            if let Some(&(site, _, is_main)) = seen.first() {
                self.arrow(is_main, site)?;
                let labels: Vec<Label> = seen.iter().map(|(site, text, is_main)| label(site, text, *is_main)).collect();
                let lines = self.sources.lines(site).unwrap_or_default();
                self.f.write_str(&snippet::draw(lines, &labels, self.margin, self.paint))?;
            }
            rest = elsewhere;
        }
        Ok(())
    }

    fn arrow(&mut self, is_main: bool, text: impl fmt::Display) -> fmt::Result {
        let arrow = self.paint.text(Style::Margin, if is_main { "-->" } else { ":::" });
        writeln!(self.f, "{:1$}{arrow} {text}", "", self.margin)
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
pub(super) struct For(pub(super) Duration);

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
            WhyNot::Runs => ", and runs",
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
    pub(super) fn owned(&self) -> impl Iterator<Item = (Site, String)> + '_ {
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
    pub(super) fn is_of_sleep(&self) -> bool {
        matches!(self.kind, ReportKind::AllAsleep | ReportKind::Leaked | ReportKind::LeftBehind)
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
            (Grade::Proven, ReportKind::LeftBehind) => "these tasks wait for ever",
            (Grade::Proven, ReportKind::Forgotten) => "whoever waits for it waits for ever",
            (Grade::Proven, ReportKind::Stranded) => "the message is gone, and whoever waits for an answer to it waits in vain",
            (Grade::Proven, _) => "this hangs, now and for ever",
            (_, ReportKind::Outlives) => "these tasks go on, perhaps for ever",
            (Grade::Suspected, _) => "this hangs, unless the program ends here or a thread that the checker does not know goes on",
            (Grade::Potential, _) => "nothing hangs yet, but on another schedule it can",
        };
        format!("{} ({}): {meaning}", self.kind.name(), self.grade.name())
    }

    pub(crate) fn headline(&self) -> String {
        if let Some(stranded) = &self.stranded {
            return format!("message lost: a message sent into {stranded} at {} was dropped unread", stranded.sent);
        }
        if let (ReportKind::Forgotten, [task, ..]) = (self.kind, &self.tasks[..]) {
            let locks: Vec<String> = task.holds.iter().map(|held| held.lock.to_string()).collect();
            return format!("guard forgotten: {} has ended, and holds {}", Quoted(&task.name), Listed(&locks));
        }
        if self.kind == ReportKind::Outlives {
            let names: Vec<String> = self.tasks.iter().map(|task| task.name.clone()).collect();
            return format!("leak: the test has returned, its time is over, and it is outlived by {}", Names(&names));
        }
        let first = self.tasks.first().and_then(|task| Some((task, &task.waits.as_ref()?.0)));
        let Some((task, wanted)) = first else { return "deadlock".into() };
        let together = if self.circle == 0 { &self.tasks[..] } else { &self.tasks[..self.circle] };
        let names: Vec<String> = together.iter().map(|task| task.name.clone()).collect();
        let name = Quoted(&task.name);
        let hang = if self.grade == Grade::Suspected { "perhaps a deadlock" } else { "deadlock" };
        match self.kind {
            ReportKind::DoubleLock => format!("deadlock: {name} waits {wanted}, which it holds itself"),
            ReportKind::Circle if self.circle == 0 => format!("{hang}: {name} waits {wanted}, behind others that wait for one another"),
            ReportKind::Circle if self.circle == 1 => format!("{hang}: {name} waits {wanted}, and nobody but itself could end that"),
            ReportKind::Circle => format!("{hang}: {} wait for one another", Names(&names)),
            ReportKind::Orphan if matches!(wanted, Wanted::Lock(..)) => {
                format!("{hang}: {name} waits {wanted}, which nobody will give back")
            }
            ReportKind::Orphan => format!("{hang}: {name} waits {wanted}, and nobody is left who could end that"),
            ReportKind::Stranded | ReportKind::Forgotten | ReportKind::Outlives => "lost".into(),
            ReportKind::LeftBehind => format!("leak: the test has returned, and nobody is left to wake {}", Names(&names)),
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

#[cfg(test)]
mod tests {
    use super::super::examples::{all, crowd, named, orphan, select, two_locks};
    use super::*;

    #[track_caller]
    fn says(report: &Report, parts: &[&str]) {
        let text = report.to_string();
        for part in parts {
            assert!(text.contains(part), "{part:?} is not in:\n{text}");
        }
    }

    #[test]
    fn a_circle() {
        let report = two_locks();
        let first = report.tasks[0].wakers[0].at.expect("a place");
        let waker = format!("\n   = note: mutex #2: `two` holds it, since {first}, and waits too\n");
        says(&report, &["`one` waits for mutex #2\n", "`two` waits for mutex #1, for 12 ms\n", &waker, "`two` was spawned at"]);
        assert!(report.to_string().lines().count() <= 25, "{report}");
    }

    #[test]
    fn of_a_crowd_only_so_many() {
        says(&crowd(3), &["= also stuck: `other 0` waits for mutex #0, at ", "= circle: `member 0` -> mutex #1 -> `member 1` -> "]);
        let text = crowd(40).to_string();
        assert!(
            text.starts_with("deadlock: `member 0`, `member 1`, `member 2`, `member 3`, `member 4`, `member 5` and 34 more wait"),
            "{text}"
        );
        assert!(
            text.contains("= circle: `member 0`\n") && text.contains("-> 28 more\n") && text.contains("= note: and 68 more\n"),
            "{text}"
        );
        assert!(text.lines().count() <= 60, "{text}");
    }

    #[test]
    fn who_has_ended() {
        says(&orphan(), &["`gone` holds mutex #1, and has ended\n"]);
        let mut report = orphan();
        report.tasks[1].holds.clear();
        says(&report, &["--> `gone` has ended\n"]);
    }

    #[test]
    fn what_is_owed_and_selected() {
        says(&select(), &["`one` waits to receive from channel #1 or to send into channel #2", " owes `Results`\n", " holds mutex #1\n"]);
    }

    #[test]
    fn names_stay_on_their_line() {
        assert!(!named("a\nb\u{1b}[0m").to_string().contains(['\u{1b}']));
        says(&named("a\nb"), &["`a\\nb` waits for mutex #2"]);
    }

    #[test]
    fn how_long() {
        let table = [
            (0, ""),
            (999_999, ""),
            (1_000_000, ", for 1 ms"),
            (999_000_000, ", for 999 ms"),
            (1_250_000_000, ", for 1.2 s"),
            (125_000_000_000, ", for 2 min 5 s"),
            (7_500_000_000_000, ", for 2 h 5 min"),
        ];
        for (nanos, text) in table {
            assert_eq!(For(Duration::from_nanos(nanos)).to_string(), text);
        }
    }

    #[test]
    fn colours_come_off() {
        for report in all() {
            let painted = Text { report: &report, paint: Paint::Coloured }.to_string();
            let codes = ["1;31", "1;33", "1;34", "1", "0"].map(|code| format!("\x1b[{code}m"));
            let plain = codes.iter().fold(painted.clone(), |text, code| text.replace(code, ""));
            assert_eq!(plain, report.to_string());
            assert_ne!(plain, painted);
        }
    }
}
