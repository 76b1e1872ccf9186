//! What a registered task needs in order to move, and who could give it that.

use super::ends::{Ends, Grip, Keeper};
use super::lock::Lock;
use super::task::{Child, Task, TaskRef};
use super::threads;
use super::waits::{On, Registry};
use crate::graph::Need;
use crate::report::Site;
use crate::watch::{Awaited, Kind, Mode, Wakers};
use std::hash::{Hash, Hasher};
use std::ptr;
use std::sync::atomic::Ordering;

/// A task: a record, and which of those that use it one after another.
#[derive(Clone, Copy)]
pub(super) struct Who {
    pub(super) task: TaskRef,
    pub(super) serial: u64,
}

impl Who {
    /// Whoever uses the record now.
    pub(super) fn is(task: TaskRef) -> Who {
        Who { task, serial: task.serial() }
    }

    /// Whether it has not ended.
    pub(super) fn is_here(self) -> bool {
        self.task.serial() == self.serial && !self.task.gone.load(Ordering::Relaxed)
    }
}

impl Eq for Who {}

impl PartialEq for Who {
    fn eq(&self, other: &Who) -> bool {
        self.serial == other.serial && ptr::eq::<Task>(self.task, other.task)
    }
}

impl Hash for Who {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.serial.hash(state);
    }
}

impl std::fmt::Debug for Who {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "task {}", self.serial)
    }
}

/// What counts as known of who could bring an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum View {
    /// What is certain. Whoever is not known can move.
    Sure,
    /// What is attributed too.
    Attributed,
    /// And who may have got an end since, without a word.
    WithHeirs,
    /// All tasks wait. There is nobody whom they do not know.
    Asleep,
}

/// Somebody who could wake a task.
pub(super) struct Source {
    pub(super) who: Who,
    /// By what, for reports.
    pub(super) by: &'static str,
    pub(super) at: Option<Site>,
}

/// How many of the sources it takes.
pub(super) enum Takes {
    /// None.
    Nothing,
    All,
    One,
}

impl Registry {
    pub(super) fn need(&self, who: Who, view: View) -> Need<Who> {
        if !who.is_here() {
            return Need::Any(Vec::new());
        }
        let (takes, sources) = self.sources(who.task, view);
        let tasks = sources.into_iter().map(|source| source.who);
        match takes {
            Takes::Nothing => Need::Nothing,
            Takes::All => Need::All(tasks.collect()),
            Takes::One => Need::Any(tasks.collect()),
        }
    }

    /// Who could wake `task`. A task that does not wait needs nobody.
    pub(super) fn sources(&self, task: TaskRef, view: View) -> (Takes, Vec<Source>) {
        let Some(wait) = self.wait_of(task) else { return (Takes::Nothing, Vec::new()) };
        match &wait.on {
            On::Tasks(_) | On::Scope(_) => (Takes::All, self.awaited(&wait.on).map(Source::child).collect()),
            On::Lock(..) => (Takes::All, wait.on.lock().map_or_else(Vec::new, |(lock, mode)| self.blockers(task, lock, mode, view))),
            On::Event(_) => self.wakers(&wait.on, view),
            On::Passing(_) => (Takes::Nothing, Vec::new()),
        }
    }

    /// Who could wake `task`, as far as it is known, those who run among them.
    pub(super) fn known_sources(&self, task: TaskRef) -> Vec<Source> {
        let Some(wait) = self.wait_of(task) else { return Vec::new() };
        if let Some((lock, mode)) = wait.on.lock() {
            let blockers = self.blockers(task, lock, mode, View::Sure);
            return if blockers.is_empty() {
                lock.last_owner().filter(|who| who.is_here()).map(Source::last_owner).into_iter().collect()
            } else {
                blockers
            };
        }
        let keepers = |ends: &Ends| ends.keepers().into_iter().map(|keeper| (keeper, ends.by)).collect::<Vec<_>>();
        let owners = wait.on.ends().into_iter().flat_map(keepers).filter_map(|(keeper, by)| match self.owner(keeper, View::Attributed) {
            Owner::Task(who, at) => Some(Source { who, by, at: Some(at) }),
            Owner::Unknown => None,
        });
        self.awaited(&wait.on).map(Source::child).chain(owners).collect()
    }

    /// The tasks whose ends are awaited and still to come.
    pub(super) fn awaited<'a>(&'a self, on: &'a On) -> impl Iterator<Item = &'a Child> + 'a {
        let children = match on {
            On::Lock(..) | On::Event(_) | On::Passing(_) => &[],
            On::Tasks(children) => children.as_slice(),
            On::Scope(scope) => self.scopes.get(&scope.addr()).map_or(&[][..], |open| &open.children),
        };
        children.iter().filter(|child| child.counts())
    }

    /// Who keeps `task` from a lock: of those that wait or are gone. Whoever runs can move, so it does not matter what it holds.
    fn blockers(&self, task: TaskRef, lock: &Lock, mode: Mode, view: View) -> Vec<Source> {
        // SAFETY: task records are never freed.
        let owner = unsafe { lock.owner.load(Ordering::Relaxed).as_ref() };
        if let Some(alone) = owner.and_then(|owner| self.hold(owner, lock, |held| matches!(held, Mode::Exclusive | Mode::Upgrade))) {
            return vec![alone];
        }
        let Some(around) = self.around(lock).filter(|_| lock.kind() == Kind::RwLock) else { return Vec::new() };
        let held = around.holders.iter().filter_map(|holder| self.hold(holder, lock, |held| keeps_out(held, mode)));
        let is_before = |other: &TaskRef| {
            let wanted = self.wait_of(other).and_then(|wait| wait.on.lock());
            !ptr::eq::<Task>(*other, task) && wanted.is_some_and(|(_, wanted)| goes_before(wanted, mode, view))
        };
        let before = around.queue.iter().copied().filter(is_before).map(|other| Source {
            who: Who::is(other),
            by: "waits for it before",
            at: self.wait_of(other).map(|wait| wait.at),
        });
        held.chain(before).collect()
    }

    /// The hold by which a task that waits, or is gone, has the lock in such a mode.
    fn hold(&self, task: TaskRef, lock: &Lock, mode: impl Fn(Mode) -> bool) -> Option<Source> {
        if self.wait_of(task).is_none() && !task.gone.load(Ordering::Relaxed) {
            return None;
        }
        // SAFETY: the task waits or has ended, and we hold the registry's lock.
        let local = unsafe { &*task.local.get() };
        let held = local.held.iter().find(|held| held.id() == lock.id() && mode(held.mode()))?;
        Some(Source { who: Who::is(task), by: held.by(), at: Some(held.at) })
    }

    /// Who could bring an event.
    fn wakers(&self, on: &On, view: View) -> (Takes, Vec<Source>) {
        let Some(awaited) = on.awaited() else { return unknown_in(view) };
        if awaited.is_coming() {
            return (Takes::Nothing, Vec::new());
        }
        let known = self.known_wakers(awaited, view);
        // Whoever dropped an end before it could be found may have brought it first, and shows that now: see `Awaited::wakers`.
        if matches!(known.0, Takes::Nothing) || awaited.is_coming() { (Takes::Nothing, Vec::new()) } else { known }
    }

    /// Who could bring an event, if nobody did before.
    fn known_wakers(&self, awaited: &dyn Awaited, view: View) -> (Takes, Vec<Source>) {
        let unknown = || unknown_in(view);
        match awaited.wakers() {
            Wakers::Unknown => unknown(),
            Wakers::Any(ends) => {
                let mut sources = Vec::new();
                for ends in ends {
                    // One who can move is enough: there may be many.
                    let can_come = ends.any_keeper(|keeper| match self.owner(keeper, view) {
                        Owner::Task(who, at) => {
                            sources.push(Source { who, by: ends.by, at: Some(at) });
                            self.runs(who)
                        }
                        Owner::Unknown => view != View::Asleep,
                    });
                    if can_come {
                        return (Takes::Nothing, Vec::new());
                    }
                    if view == View::WithHeirs {
                        sources.extend(self.heirs(&ends.keepers()));
                    }
                }
                (Takes::One, sources)
            }
            Wakers::All(ends) => {
                let keepers = ends.keepers();
                // Where somebody else may have it, it is not known whose turn it is.
                let is_attributed = |keeper: &Option<Keeper>| keeper.is_some_and(|keeper| keeper.grip != Grip::Tied);
                let doubts = view == View::WithHeirs && !self.heirs(&keepers).is_empty();
                let owners = keepers.into_iter().filter(|keeper| !(doubts && is_attributed(keeper)));
                let sources: Vec<Source> = owners
                    .filter_map(|keeper| match self.owner(keeper, view) {
                        Owner::Task(who, at) => Some(Source { who, by: ends.by, at: Some(at) }),
                        Owner::Unknown => None,
                    })
                    .collect();
                // Nobody who is known, and it has not come: it is up to somebody else.
                if sources.is_empty() { unknown() } else { (Takes::All, sources) }
            }
            Wakers::Holders(lock, holds) => {
                let holders = self.around(lock).map_or(&[][..], |around| &around.holders);
                let sources: Vec<Source> = holders.iter().filter_map(|holder| self.hold(holder, lock, |_| true)).collect();
                match view {
                    View::Attributed | View::WithHeirs if holds > 0 && holds == holders.len() => (Takes::One, sources),
                    View::Asleep => (Takes::One, sources),
                    _ => unknown(),
                }
            }
        }
    }

    /// Whether it neither waits nor has ended.
    fn runs(&self, who: Who) -> bool {
        who.is_here() && self.wait_of(who.task).is_none()
    }

    fn owner(&self, keeper: Option<Keeper>, view: View) -> Owner {
        let Some(keeper) = keeper else { return Owner::Unknown };
        let who = Who { task: keeper.task, serial: keeper.serial };
        let sure = keeper.grip == Grip::Tied;
        let attributed = match keeper.grip {
            Grip::Tied => true,
            Grip::Loose => false,
            Grip::Captured => who.is_here() && (keeper.uses || self.has_given(keeper.task).is_none_or(|given| given == 0)),
            Grip::Made { gave, .. } => who.is_here() && (keeper.uses || self.has_given(keeper.task).is_none_or(|given| given == gave)),
        };
        match view {
            View::Sure if sure => Owner::Task(who, keeper.at),
            View::Attributed | View::WithHeirs | View::Asleep if attributed => Owner::Task(who, keeper.at),
            _ => Owner::Unknown,
        }
    }

    /// How often a task that waits could have given something away.
    fn has_given(&self, task: TaskRef) -> Option<u32> {
        // SAFETY: the task waits, and we hold the registry's lock.
        self.wait_of(task).map(|_| unsafe { (*task.local.get()).gave })
    }

    /// Those who may have got one of these ends from who is taken to have it.
    fn heirs(&self, keepers: &[Option<Keeper>]) -> Vec<Source> {
        let is_foreign =
            |heir: TaskRef| heir.parent.load(Ordering::Relaxed) == 0 && !threads::is_elder(heir.thread.load(Ordering::Relaxed));
        let got = |heir: TaskRef| {
            let (parent, owns) = (heir.parent.load(Ordering::Relaxed), heir.owns.load(Ordering::Relaxed));
            keepers.iter().flatten().filter(|keeper| heir.serial() != keeper.serial).any(|keeper| match keeper.grip {
                Grip::Made { began, .. } => is_foreign(heir) || owns && heir.serial() > began,
                Grip::Captured => owns && parent == keeper.serial,
                Grip::Tied | Grip::Loose => false,
            })
        };
        self.tasks.iter().filter(|task| got(task)).map(|task| Source { who: Who::is(task), by: "could own one", at: None }).collect()
    }

    /// Whether what is known of who could wake the task rests on attribution.
    pub(super) fn rests_on_attribution(&self, task: TaskRef) -> bool {
        let ends = self.wait_of(task).map_or_else(Vec::new, |wait| wait.on.ends());
        ends.iter().flat_map(|ends| ends.keepers()).flatten().any(|keeper| keeper.grip != Grip::Tied)
    }
}

/// What it takes where it is not known who could bring it.
fn unknown_in(view: View) -> (Takes, Vec<Source>) {
    match view {
        View::Asleep => (Takes::One, Vec::new()),
        View::Sure | View::Attributed | View::WithHeirs => (Takes::Nothing, Vec::new()),
    }
}

/// Who owns an end, in some view.
enum Owner {
    Task(Who, Site),
    Unknown,
}

impl Source {
    fn last_owner(who: Who) -> Source {
        Source { who, by: "took it last", at: None }
    }

    fn child(child: &Child) -> Source {
        Source { who: child.who(), by: "has to end", at: None }
    }
}

/// Whether a hold of one mode keeps a wait of the other out.
fn keeps_out(held: Mode, wanted: Mode) -> bool {
    match held {
        Mode::Exclusive | Mode::Upgrade => true,
        Mode::Shared | Mode::Recursive => matches!(wanted, Mode::Exclusive | Mode::Upgrade),
        Mode::Upgradable => matches!(wanted, Mode::Exclusive | Mode::Upgradable),
    }
}

/// Whether a wait of one mode is served before a wait of the other while readers hold the lock.
///
/// A reader blocks only behind a writer that waits for the readers to go. An upgradable read blocks behind another as well, who may run, and
/// when that one goes it can come before a writer that came after it. Where all tasks wait, that other is one of them, and known.
fn goes_before(waiting: Mode, wanted: Mode, view: View) -> bool {
    let is_behind = wanted == Mode::Shared || wanted == Mode::Upgradable && view == View::Asleep;
    matches!(waiting, Mode::Exclusive | Mode::Upgrade) && is_behind
}
