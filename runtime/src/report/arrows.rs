//! Who waits for what, and who has that: a finding as boxes and arrows, and its circle.

use super::{EventReport, LockReport, Quoted, Report, ReportKind, Site, TaskReport, Wanted};

/// The circle as it is drawn in a line: the first member, then what lies between it and each next one, until the first comes again.
pub(super) fn circle(report: &Report) -> Option<Vec<String>> {
    if report.kind == ReportKind::LearnedOrder {
        return circle_of_locks(&report.tasks);
    }
    let members = report.tasks.get(..report.circle).filter(|members| !members.is_empty())?;
    let hop = |i: usize| {
        let next = Quoted(&members[(i + 1) % members.len()].name).to_string();
        match members[i].waits.as_ref().map(|(wanted, _)| wanted) {
            Some(Wanted::Tasks(_)) => format!("the end of {next}"),
            Some(wanted) => format!("{} -> {next}", things(wanted).join(" or ")),
            None => next,
        }
    };
    Some(std::iter::once(Quoted(&members[0].name).to_string()).chain((0..members.len()).map(hop)).collect())
}

/// Of an order: each lock is held while the next is taken.
fn circle_of_locks(tasks: &[TaskReport]) -> Option<Vec<String>> {
    let pairs: Vec<(&LockReport, &LockReport)> = tasks.iter().filter_map(pair).collect();
    let closes = !pairs.is_empty() && (0..pairs.len()).all(|i| pairs[i].1.id == pairs[(i + 1) % pairs.len()].0.id);
    let names = pairs.iter().map(|(held, _)| held).chain(pairs.first().map(|(held, _)| held));
    (closes && pairs.len() == tasks.len()).then(|| names.map(ToString::to_string).collect())
}

/// The lock that a task of a learned order held, and the one that it wanted.
pub(super) fn pair(task: &TaskReport) -> Option<(&LockReport, &LockReport)> {
    match (&task.holds.last()?.lock, &task.waits.as_ref()?.0) {
        (held, Wanted::Lock(wanted, _)) => Some((held, wanted)),
        _ => None,
    }
}

fn things(wanted: &Wanted) -> Vec<String> {
    match wanted {
        Wanted::Lock(lock, _) => vec![lock.to_string()],
        Wanted::Level(level) => vec![Quoted(level).to_string()],
        Wanted::Tasks(names) => names.iter().map(|name| format!("the end of {}", Quoted(name))).collect(),
        Wanted::Event(event, _) => vec![event.to_string()],
        Wanted::Any(events) => events.iter().map(|(event, _)| event.to_string()).collect(),
        Wanted::Outside(_) => vec![],
    }
}

/// What a box stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Thing<'a> {
    /// A task of the finding, by its place in it. One task can have two places: it saw both halves of an order.
    Task(usize),
    /// Somebody who is named and is none of them.
    Other(&'a str),
    Lock(&'static str, u64),
    Event(&'static str, u64),
    Level(&'a str),
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Node<'a> {
    pub(super) thing: Thing<'a>,
    pub(super) name: String,
    /// Where a task waits.
    pub(super) at: Option<Site>,
    pub(super) in_circle: bool,
}

impl Node<'_> {
    pub(super) fn is_task(&self) -> bool {
        matches!(self.thing, Thing::Task(_) | Thing::Other(_))
    }
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Arrow {
    pub(super) from: usize,
    pub(super) to: usize,
    /// `waits`, `would wait`, or how the other end has it.
    pub(super) label: &'static str,
    /// From who waits to what is waited for; the others lead on to who has that.
    pub(super) is_wait: bool,
    pub(super) in_circle: bool,
}

/// Boxes, and arrows between them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Picture<'a> {
    pub(super) nodes: Vec<Node<'a>>,
    pub(super) arrows: Vec<Arrow>,
    /// The boxes of the circle, each before the one to which it leads.
    pub(super) ring: Vec<usize>,
}

impl<'a> Picture<'a> {
    pub(super) fn of(report: &'a Report) -> Picture<'a> {
        let mut picture = Picture::default();
        for (i, task) in report.tasks.iter().enumerate() {
            let node = picture.node(Thing::Task(i), task.name.clone());
            picture.nodes[node].at = task.waits.as_ref().map(|(_, at)| *at);
        }
        if let Some(stranded) = &report.stranded {
            let channel = picture.node(Thing::Event("channel", stranded.id), stranded.to_string());
            picture.arrows.extend((0..report.tasks.len()).map(|task| Arrow {
                from: task,
                to: channel,
                label: "drops it unread",
                is_wait: false,
                in_circle: false,
            }));
        }
        for (i, task) in report.tasks.iter().enumerate() {
            for to in picture.wanted(report, task) {
                picture.arrow(i, to, report.verb(), true);
            }
        }
        for (i, task) in report.tasks.iter().enumerate() {
            for held in &task.holds {
                let from = picture.lock(&held.lock);
                picture.arrow(from, i, had(held.how), false);
            }
            picture.wakers(report, task, i);
        }
        picture.find_ring(report);
        picture
    }

    fn node(&mut self, thing: Thing<'a>, name: String) -> usize {
        self.nodes.iter().position(|node| node.thing == thing).unwrap_or_else(|| {
            self.nodes.push(Node { thing, name, at: None, in_circle: false });
            self.nodes.len() - 1
        })
    }

    fn lock(&mut self, lock: &LockReport) -> usize {
        self.node(Thing::Lock(lock.kind, lock.id), numbered(lock, lock.level, lock.id))
    }

    fn event(&mut self, event: &EventReport) -> usize {
        self.node(Thing::Event(event.kind, event.id), numbered(event, event.level, event.id))
    }

    /// The second arrow between two boxes says nothing new.
    fn arrow(&mut self, from: usize, to: usize, label: &'static str, is_wait: bool) {
        if !self.arrows.iter().any(|arrow| (arrow.from, arrow.to) == (from, to)) {
            self.arrows.push(Arrow { from, to, label, is_wait, in_circle: false });
        }
    }

    fn wanted(&mut self, report: &'a Report, task: &'a TaskReport) -> Vec<usize> {
        match task.waits.as_ref().map(|(wanted, _)| wanted) {
            None | Some(Wanted::Outside(_)) => Vec::new(),
            Some(Wanted::Lock(lock, _)) => vec![self.lock(lock)],
            Some(Wanted::Level(level)) => vec![self.node(Thing::Level(level), (*level).to_owned())],
            Some(Wanted::Tasks(names)) => names.iter().map(|name| self.task(report, task, name)).collect(),
            Some(Wanted::Event(event, _)) => vec![self.event(event)],
            Some(Wanted::Any(events)) => events.iter().map(|(event, _)| self.event(event)).collect(),
        }
    }

    /// Whom `waiting` means by this name: the one that its wakers have a number for, or else the first other of that name.
    fn task(&mut self, report: &'a Report, waiting: &TaskReport, name: &'a str) -> usize {
        let known = waiting.wakers.iter().find(|waker| waker.name == name);
        let is_it = |task: &&TaskReport| known.map_or(task.name == name && task.id != waiting.id, |waker| task.id == waker.id);
        match report.tasks.iter().position(|task| is_it(&task)) {
            Some(task) => task,
            None => self.node(Thing::Other(name), name.to_owned()),
        }
    }

    /// From what `task` waits for to those who could bring it.
    fn wakers(&mut self, report: &'a Report, task: &'a TaskReport, i: usize) {
        let wanted: Vec<usize> = self.arrows.iter().filter(|arrow| arrow.from == i && arrow.is_wait).map(|arrow| arrow.to).collect();
        // Of several it is not said which one.
        let [from] = wanted[..] else { return };
        if self.nodes[from].is_task() {
            return;
        }
        for waker in &task.wakers {
            let to = match report.tasks.iter().position(|task| task.id == waker.id) {
                Some(task) => task,
                None => self.node(Thing::Other(&waker.name), waker.name.clone()),
            };
            self.arrow(from, to, had(waker.by), false);
        }
    }

    fn find_ring(&mut self, report: &Report) {
        let members = match report.kind {
            ReportKind::DoubleLock | ReportKind::LearnedOrder => report.tasks.len(),
            _ => report.circle,
        };
        let mut ring = Vec::new();
        for i in 0..members {
            let next = (i + 1) % members;
            let leads = |from: usize, to: usize| self.arrows.iter().any(|arrow| (arrow.from, arrow.to) == (from, to));
            let through = |to: &usize| leads(i, *to) && leads(*to, next);
            let between = (0..self.nodes.len()).filter(|&node| node >= report.tasks.len()).find(through);
            match between {
                Some(thing) => ring.extend([i, thing]),
                None if leads(i, next) => ring.push(i),
                None => return,
            }
        }
        for (i, &from) in ring.iter().enumerate() {
            self.nodes[from].in_circle = true;
            let to = ring[(i + 1) % ring.len()];
            self.arrows.iter_mut().filter(|arrow| (arrow.from, arrow.to) == (from, to)).for_each(|arrow| arrow.in_circle = true);
        }
        self.ring = ring;
    }
}

/// The other way round: from the thing to who has it.
fn had(how: &str) -> &'static str {
    match how {
        "holds" | "holds it" => "held by",
        "reads" | "reads it" | "reads (upgradable)" => "read by",
        "writes" | "writes it" => "written by",
        "holds a permit of" | "holds a permit of it" => "has a permit",
        "waits for it before" => "first for",
        _ => "could come from",
    }
}

/// Its name, with its number in any case: two of one level are two boxes.
fn numbered(name: &dyn std::fmt::Display, level: Option<&str>, id: u64) -> String {
    match level {
        Some(_) => format!("{name} #{id}"),
        None => name.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::examples::{double_lock, join_under_lock, learned_order, lonely_reader, two_locks};
    use super::*;

    fn arrows(report: &Report) -> Vec<String> {
        let picture = Picture::of(report);
        let draw = |arrow: &Arrow| {
            let sign = if arrow.in_circle { "=>" } else { "->" };
            format!("{} {sign} {}", picture.nodes[arrow.from].name, picture.nodes[arrow.to].name)
        };
        picture.arrows.iter().map(draw).collect()
    }

    #[test]
    fn lines() {
        assert_eq!(circle(&two_locks()).unwrap().join(" -> "), "`one` -> mutex #2 -> `two` -> mutex #1 -> `one`");
        assert_eq!(circle(&join_under_lock()).unwrap().join(" -> "), "`main` -> the end of `worker` -> mutex #1 -> `main`");
        assert_eq!(circle(&learned_order()).unwrap().join(" -> "), "mutex #1 -> mutex #2 -> mutex #1");
        assert_eq!(circle(&lonely_reader()), None);
    }

    #[test]
    fn boxes() {
        assert_eq!(arrows(&two_locks()), ["one => mutex #2", "two => mutex #1", "mutex #1 => one", "mutex #2 => two"]);
        assert_eq!(arrows(&join_under_lock()), ["main => worker", "worker => mutex #1", "mutex #1 => main"]);
        assert_eq!(arrows(&learned_order()), ["one => mutex #2", "one => mutex #1", "mutex #1 => one", "mutex #2 => one"]);
        assert_eq!(arrows(&double_lock()), ["one => mutex #1", "mutex #1 => one"]);
        assert_eq!(arrows(&lonely_reader()), ["main -> channel #1", "channel #1 -> main"]);
        assert_eq!(Picture::of(&two_locks()).ring, [0, 2, 1, 3]);
    }
}
