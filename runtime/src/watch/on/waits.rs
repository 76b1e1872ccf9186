//! Who waits for whom: the registry of waiting tasks, and the search that each wait starts from itself.
//!
//! One argument carries the room. A task registers before it blocks and leaves before it goes on, both under the registry's lock,
//! and runs no other code in between; so, while the lock is held, a registered task holds exactly what its record says. A lock's
//! owner is stored by whoever takes it alone, and never cleared: it says whose record to look at, and the record, of a task that
//! waits or has ended, says whether it holds the lock still.
//!
//! Let a circle be found: the first task of it is the searcher, which is here and not blocked yet, and so really holds what the last
//! one waits for; therefore the last one is really blocked, and really holds what the one before it waits for; and so on around. Every circle has a task that registers last, and it sees all the others. A task that is
//! not registered counts as one that can move.

use super::lock::Lock;
use super::task::{Child, Floor, Task, TaskRef};
use crate::graph::{self, Stuck};
use crate::report::{self, Grade, HeldReport, Report, ReportKind, TaskReport, Wanted};
use crate::watch::{Kind, Mode};
use parking_lot::Mutex;
use std::panic::Location;
use std::ptr;
use std::sync::atomic::Ordering;

static REGISTRY: Mutex<Registry> =
    Mutex::new(Registry { waiting: Vec::new(), gone: Vec::new(), free: Vec::new(), tasks: 0, scopes: Vec::new() });

struct Registry {
    waiting: Vec<TaskRef>,
    /// Ended, with locks that they never released.
    gone: Vec<TaskRef>,
    free: Vec<TaskRef>,
    /// How many tasks there are.
    tasks: usize,
    scopes: Vec<OpenScope>,
}

struct OpenScope {
    scope: *const (),
    floor: Floor,
    children: Vec<Child>,
}

/// What a registered task waits for.
pub(super) struct Wait {
    on: On,
    at: &'static Location<'static>,
}

pub(super) enum On {
    /// Borrowed by the waiting call, which leaves the registry before it returns.
    Lock(*const Lock, Mode),
    /// The ends of these tasks.
    Tasks(Vec<Child>),
    /// The ends of all tasks of an open scope.
    Scope(*const ()),
}

// SAFETY: the pointers of waits are followed under the registry's lock only, while the call that lent them is registered; those of
// scopes are never followed.
unsafe impl Send for Registry {}

pub(super) fn take_record() -> Option<TaskRef> {
    REGISTRY.lock().free.pop()
}

pub(super) fn began() {
    REGISTRY.lock().tasks += 1;
}

pub(super) fn open_scope(scope: *const (), floor: Floor) {
    REGISTRY.lock().scopes.push(OpenScope { scope, floor, children: Vec::new() });
}

/// The scope has ended; its tasks.
pub(super) fn close_scope(scope: *const ()) -> Vec<Child> {
    let mut registry = REGISTRY.lock();
    let at = registry.scopes.iter().position(|open| open.scope == scope);
    at.map(|at| registry.scopes.swap_remove(at).children).unwrap_or_default()
}

pub(super) fn floor_of(scope: *const ()) -> Floor {
    with_scope(scope, |open| open.floor.clone())
}

pub(super) fn add_child(scope: *const (), child: Child) {
    with_scope(scope, |open| open.children.push(child));
}

fn with_scope<R>(scope: *const (), f: impl FnOnce(&mut OpenScope) -> R) -> R {
    let mut registry = REGISTRY.lock();
    f(registry.scopes.iter_mut().find(|open| open.scope == scope).expect("the scope is open"))
}

/// A task has ended. Whoever waits for a lock that it left behind waits for ever.
pub(super) fn ended(task: TaskRef) {
    let mut registry = REGISTRY.lock();
    registry.tasks -= 1;
    // SAFETY: the task has ended, on this thread, and we hold the registry's lock.
    let local = unsafe { &mut *task.local.get() };
    if local.held.is_empty() {
        task.serial.store(0, Ordering::Relaxed);
        registry.free.push(task);
        return;
    }
    task.gone.store(true, Ordering::Relaxed);
    registry.gone.push(task);
    let orphans = |found: &Finding| found.report.kind == ReportKind::Orphan;
    let victim = registry.waiting.iter().find_map(|&waiting| registry.search(waiting, |other| ptr::eq(other, task)).filter(orphans));
    if let Some(found) = victim {
        drop(registry);
        report::deliver(&found.report, false);
    }
}

/// Waits in `block`, registered; before that, looks for a circle that this wait closes. `attempt` is the wait's last chance not to be
/// one.
#[track_caller]
pub(super) fn wait<R>(
    task: TaskRef,
    on: On,
    at: &'static Location<'static>,
    unwind: bool,
    attempt: impl Fn() -> Option<R>,
    block: impl FnOnce() -> R,
) -> R {
    let mut entry = Entry::register(task, on, at);
    if let Some(report) = entry.found() {
        if let Some(result) = attempt() {
            return result;
        }
        // If the policy is to go on, the task stays in the registry, and is not told again.
        report::deliver(&report, unwind);
    }
    block()
}

/// A place in the registry.
pub(super) struct Entry {
    task: TaskRef,
    found: Option<Finding>,
}

impl Entry {
    /// Enters the registry and looks for a circle.
    pub(super) fn register(task: TaskRef, on: On, at: &'static Location<'static>) -> Entry {
        let mut registry = REGISTRY.lock();
        registry.enter(task, Wait { on, at });
        let found = registry.search(task, |task| task.gone.load(Ordering::Relaxed));
        Entry { task, found }
    }

    /// What this wait can never leave, if there is such a thing.
    ///
    /// A reader that registered behind a writer may have got past it in the moment before: such a finding is looked at again, for as
    /// long as a running thread needs to leave the registry, and counts if it stays.
    pub(super) fn found(&mut self) -> Option<Report> {
        let mut found = self.found.take()?;
        for _ in 0..SECOND_LOOKS {
            if found.certain {
                break;
            }
            std::thread::yield_now();
            found = REGISTRY.lock().search(self.task, |task| task.gone.load(Ordering::Relaxed))?;
        }
        Some(found.report)
    }
}

/// How often a finding that hangs on a queue of readers and writers is looked at.
const SECOND_LOOKS: usize = 64;

/// A report, and whether it was certain at first sight.
struct Finding {
    report: Report,
    certain: bool,
}

impl Drop for Entry {
    fn drop(&mut self) {
        REGISTRY.lock().leave(self.task);
    }
}

impl Registry {
    fn enter(&mut self, task: TaskRef, wait: Wait) {
        // SAFETY: `self` is the registry, so its lock is held.
        unsafe { *task.wait.get() = Some(wait) };
        self.waiting.push(task);
    }

    fn leave(&mut self, task: TaskRef) {
        if let Some(at) = self.waiting.iter().position(|&other| ptr::eq(other, task)) {
            self.waiting.swap_remove(at);
            // SAFETY: `self` is the registry, so its lock is held.
            unsafe { *task.wait.get() = None };
        }
    }

    fn wait_of(&self, task: TaskRef) -> Option<&Wait> {
        // SAFETY: under the registry's lock; the result lives no longer than the borrow of the registry.
        unsafe { (*task.wait.get()).as_ref() }
    }

    fn blockers(&self, task: TaskRef) -> Vec<ByAddress> {
        let Some(wait) = self.wait_of(task) else { return Vec::new() };
        match &wait.on {
            On::Tasks(_) | On::Scope(_) => self.awaited(&wait.on).map(|child| ByAddress(child.task)).collect(),
            On::Lock(lock, mode) => {
                // SAFETY: the call that lent the lock is still registered, see `On::Lock`.
                let lock = unsafe { &**lock };
                // SAFETY: task records are never freed.
                let owner = unsafe { lock.owner.load(Ordering::Relaxed).as_ref() };
                match (owner.filter(|owner| self.holds_alone(owner, lock)), lock.kind()) {
                    (Some(owner), _) => vec![ByAddress(owner)],
                    (None, Kind::RwLock) => self.sharers(task, lock, *mode).collect(),
                    (None, Kind::Mutex | Kind::Once | Kind::Semaphore) => Vec::new(),
                }
            }
        }
    }

    /// Whether a task that waits or has ended holds the lock alone. One that runs can move, so it does not matter what it holds.
    fn holds_alone(&self, task: TaskRef, lock: &Lock) -> bool {
        if self.wait_of(task).is_none() && !task.gone.load(Ordering::Relaxed) {
            return false;
        }
        // SAFETY: the task waits or has ended, and we hold the registry's lock.
        let local = unsafe { &*task.local.get() };
        let alone = |mode| matches!(mode, Mode::Exclusive | Mode::Upgrade);
        local.held.iter().any(|held| held.id() == lock.id() && alone(held.mode()))
    }

    /// The tasks whose ends are awaited and still to come.
    fn awaited<'a>(&'a self, on: &'a On) -> impl Iterator<Item = &'a Child> + 'a {
        let children = match on {
            On::Lock(..) => &[],
            On::Tasks(children) => children.as_slice(),
            On::Scope(scope) => self.scopes.iter().find(|open| open.scope == *scope).map_or(&[][..], |open| &open.children),
        };
        children.iter().filter(|child| child.is_running())
    }

    /// Who else keeps `task` from a lock that nobody holds alone: readers, and for a reader the writers that wait before it.
    fn sharers<'a>(&'a self, task: TaskRef, lock: &'a Lock, mode: Mode) -> impl Iterator<Item = ByAddress> + 'a {
        let id = lock.id();
        let others = self.waiting.iter().chain(&self.gone).copied();
        let holds = move |other: TaskRef| {
            // SAFETY: the task waits or has ended, and we hold the registry's lock.
            let local = unsafe { &*other.local.get() };
            local.held.iter().any(|held| held.id() == id && keeps_out(held.mode(), mode))
        };
        let before = move |other: TaskRef| {
            let ahead = self
                .wait_of(other)
                .is_some_and(|wait| matches!(wait.on, On::Lock(on, wanted) if ptr::eq(on, lock) && goes_before(wanted, mode)));
            ahead && !ptr::eq(other, task)
        };
        others.filter(move |&other| holds(other) || before(other)).map(ByAddress)
    }

    /// The report of what `task` can never leave, if there is such a thing.
    fn search(&self, task: TaskRef, gone: impl Fn(TaskRef) -> bool) -> Option<Finding> {
        let stuck = graph::stuck(ByAddress(task), |ByAddress(task)| self.blockers(task), |ByAddress(task)| gone(task))?;
        let upgrades = self.wait_of(task).is_some_and(|wait| matches!(wait.on, On::Lock(_, Mode::Upgrade)));
        let (kind, way) = match stuck {
            // Any other hold of its own was reported before the task came here.
            Stuck::Circle(way) if way.len() == 1 && !upgrades => return None,
            Stuck::Circle(way) if way.len() == 1 => (ReportKind::DoubleLock, way),
            Stuck::Circle(way) => (ReportKind::Circle, way),
            Stuck::Orphan(way) => (ReportKind::Orphan, way),
        };
        let ended = way.iter().filter(|ByAddress(task)| task.gone.load(Ordering::Relaxed)).count();
        let certain = !way
            .iter()
            .any(|ByAddress(task)| self.wait_of(task).is_some_and(|wait| matches!(wait.on, On::Lock(_, Mode::Shared | Mode::Upgradable))));
        let report = Report {
            kind,
            grade: Grade::Proven,
            tasks: way.iter().map(|ByAddress(task)| self.describe(task)).collect(),
            all_asleep: self.waiting.len() == self.tasks && way.len() - ended <= self.tasks,
            declared: None,
            help: help(kind, &way.iter().map(|ByAddress(task)| self.wait_of(task)).collect::<Vec<_>>()),
        };
        Some(Finding { report, certain })
    }

    fn describe(&self, task: TaskRef) -> TaskReport {
        // SAFETY: called for tasks that wait, have ended or are the caller's own, under the registry's lock.
        let local = unsafe { &*task.local.get() };
        let waits = self.wait_of(task).map(|wait| {
            let wanted = match &wait.on {
                // SAFETY: see `blockers`.
                On::Lock(lock, mode) => unsafe { wanted(&**lock, *mode) },
                On::Tasks(_) | On::Scope(_) => Wanted::Tasks(self.awaited(&wait.on).map(|child| child.task.name().to_string()).collect()),
            };
            (wanted, wait.at)
        });
        TaskReport { name: task.name().to_string(), waits, holds: local.holds(), spawned: local.spawned }
    }
}

impl super::task::Local {
    pub(super) fn holds(&self) -> Vec<HeldReport> {
        let how = |held: &super::stack::Held| match (held.id().kind(), held.mode()) {
            (Kind::Semaphore, _) => "holds a permit of",
            (Kind::RwLock, Mode::Exclusive | Mode::Upgrade) => "writes",
            (_, Mode::Exclusive | Mode::Upgrade) => "holds",
            (_, Mode::Shared | Mode::Recursive) => "reads",
            (_, Mode::Upgradable) => "reads (upgradable)",
        };
        self.held.iter().map(|held| HeldReport { lock: held.origin.report(held.id()), how: how(held), at: held.at }).collect()
    }
}

pub(super) fn wanted(lock: &Lock, mode: Mode) -> Wanted {
    let how = match (lock.kind(), mode) {
        (Kind::Semaphore, _) => "acquire",
        (Kind::RwLock, Mode::Exclusive) => "write",
        (_, Mode::Exclusive) => "lock",
        (_, Mode::Shared | Mode::Recursive) => "read",
        (_, Mode::Upgradable) => "read (upgradable)",
        (_, Mode::Upgrade) => "upgrade",
    };
    Wanted::Lock(lock.origin.report(lock.id()), how)
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
fn goes_before(waiting: Mode, wanted: Mode) -> bool {
    matches!(waiting, Mode::Exclusive | Mode::Upgrade) && matches!(wanted, Mode::Shared | Mode::Upgradable)
}

fn help(kind: ReportKind, waits: &[Option<&Wait>]) -> String {
    let joins = waits.iter().flatten().any(|wait| matches!(wait.on, On::Tasks(_) | On::Scope(_)));
    match kind {
        ReportKind::DoubleLock => "release the first guard before, or pass it on instead of locking again".into(),
        ReportKind::Orphan => "a guard was forgotten or leaked: let it drop".into(),
        _ if joins => "release what is held before the join".into(),
        _ => "take these locks in one order everywhere; give them levels, and the compiler checks it".into(),
    }
}

#[derive(Clone, Copy)]
struct ByAddress(TaskRef);

impl PartialEq for ByAddress {
    fn eq(&self, other: &Self) -> bool {
        ptr::eq::<Task>(self.0, other.0)
    }
}
