//! Who waits for whom: the registry of waiting tasks, and the search that each wait starts from itself.
//!
//! One argument carries the room. A task registers before it blocks and leaves before it goes on, both under the registry's lock,
//! and runs no other code in between; so, while the lock is held, a registered task holds exactly what its record says. A lock's
//! owner is stored by whoever takes it alone, and never cleared: it says whose record to look at, and the record, of a task that
//! waits or has ended, says whether it holds the lock still.
//!
//! Let a circle be found: the first task of it is the searcher, which is here and not blocked yet, and so really holds what the last
//! one waits for; therefore the last one is really blocked, and really holds what the one before it waits for; and so on around.
//! Every circle has a task that registers last, and it sees all the others. A task that is not registered counts as one that can move.
//!
//! What is neither a lock nor a task's end can come from anybody: whoever waits for an event stands in no circle. But when all tasks
//! are registered, nothing that they wait for is coming (see `Awaited::is_coming`), and the process has no other threads, then nobody
//! is left to move. The last one to register, or the last thread to end, sees it.

use super::debts::Owed;
use super::lock::Lock;
use super::task::{Child, End, Floor, Task, TaskRef};
use super::threads::{self, Others, Past};
use crate::graph::{self, Need, Stuck};
use crate::report::{self, DebtReport, Grade, HeldReport, Report, ReportKind, TaskReport, Wanted};
use crate::watch::{Awaited, Kind, Mode};
use parking_lot::Mutex;
use std::hash::{Hash, Hasher};
use std::panic::Location;
use std::ptr;
use std::sync::atomic::Ordering;

static REGISTRY: Mutex<Registry> = Mutex::new(Registry::new());

struct Registry {
    waiting: Vec<TaskRef>,
    /// Ended, with locks that they never released.
    gone: Vec<TaskRef>,
    free: Vec<TaskRef>,
    /// How many tasks there are.
    tasks: usize,
    scopes: Vec<OpenScope>,
    /// How many threads are past their task's body, and may yet drop what it returned.
    leaving: usize,
    past: Past,
    /// The main thread has ended, and the program with it.
    is_over: bool,
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
    /// Borrowed as the lock is.
    Event(*const dyn Awaited),
}

impl On {
    pub(super) fn event<'a>(awaited: &'a (impl Awaited + 'a)) -> On {
        let awaited: *const (dyn Awaited + 'a) = awaited;
        // SAFETY: the lifetime alone is forgotten. The pointer is followed only while the call that lent it is registered.
        On::Event(unsafe { std::mem::transmute::<*const (dyn Awaited + 'a), *const dyn Awaited>(awaited) })
    }
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
pub(super) fn ended(task: TaskRef, end: End) {
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
        tell(found, end);
    }
}

/// Delivers what was found at an end. Its victims sleep, so there is nobody to panic in.
fn tell(mut found: Finding, end: End) {
    match end {
        End::Thread => {}
        // It may be the whole program that ends here, and then nothing hangs.
        End::Adopted => found.report.grade = Grade::Suspected,
        End::Program if found.report.kind == ReportKind::Leaked => {}
        End::Program => return,
    }
    report::deliver(&found.report, false);
}

/// The body of a task has returned, on a thread that was started for it.
pub(super) fn thread_leaves() {
    REGISTRY.lock().leaving += 1;
}

/// A thread is past its last task. Those that are left may all be asleep.
pub(super) fn thread_ended(thread: u32, end: End) {
    let mut registry = REGISTRY.lock();
    registry.past.add(thread);
    registry.leaving -= usize::from(end == End::Thread);
    let kind = if end == End::Program { ReportKind::Leaked } else { ReportKind::AllAsleep };
    let found = registry.asleep(None, kind);
    registry.is_over |= end == End::Program;
    drop(registry);
    if let Some(found) = found {
        tell(found, end);
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
        let found = registry.look(task);
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
            found = REGISTRY.lock().look(self.task)?;
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
    const fn new() -> Registry {
        Registry {
            waiting: Vec::new(),
            gone: Vec::new(),
            free: Vec::new(),
            tasks: 0,
            scopes: Vec::new(),
            leaving: 0,
            past: Past::new(),
            is_over: false,
        }
    }

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
            On::Event(_) => Vec::new(),
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
            On::Lock(..) | On::Event(_) => &[],
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

    /// What a registered task needs in order to move. Who could bring an event is not known: of those who are registered, nobody.
    fn need(&self, task: TaskRef) -> Need<ByAddress> {
        match self.wait_of(task).map(|wait| &wait.on) {
            // SAFETY: the call that lent it is still registered, see `On::Event`.
            Some(On::Event(awaited)) if unsafe { (**awaited).is_coming() } => Need::Nothing,
            Some(On::Event(_)) => Need::Any(Vec::new()),
            _ => Need::All(self.blockers(task)),
        }
    }

    /// Whether all tasks are registered, and none of them can move.
    fn nobody_moves(&self) -> bool {
        let all_wait = self.waiting.len() == self.tasks && self.tasks > 0 && self.leaving == 0 && !self.is_over;
        all_wait && graph::movable(&self.waiting.iter().map(|&task| (ByAddress(task), self.need(task))).collect::<Vec<_>>()).is_empty()
    }

    /// The report that nobody can move any more, if so it is. `first` has closed it.
    fn asleep(&self, first: Option<TaskRef>, kind: ReportKind) -> Option<Finding> {
        let others = self.nobody_moves().then(|| threads::others(|id| self.knows(id)))?;
        // Who was there before the listing, and is gone now, may have sent something.
        (others != Others::Somebody && self.nobody_moves()).then(|| self.describe_sleep(first, kind, others))
    }

    fn knows(&self, thread: u32) -> bool {
        self.past.contains(thread) || self.waiting.iter().any(|task| task.thread.load(Ordering::Relaxed) == thread)
    }

    fn describe_sleep(&self, first: Option<TaskRef>, kind: ReportKind, others: Others) -> Finding {
        let rest = self.waiting.iter().copied().filter(|task| !first.is_some_and(|first| ptr::eq(*task, first)));
        let tasks: Vec<TaskReport> = first.into_iter().chain(rest).map(|task| self.describe(task)).collect();
        let grade = if others == Others::Nobody { Grade::Proven } else { Grade::Suspected };
        let certain = !self.waiting.iter().any(|&task| self.queues_to_read(task));
        Finding { report: Report { all_asleep: true, ..Report::new(kind, grade, tasks, "") }.advised(), certain }
    }

    /// Whether the task is a reader that may just have got past a writer.
    fn queues_to_read(&self, task: TaskRef) -> bool {
        self.wait_of(task).is_some_and(|wait| matches!(wait.on, On::Lock(_, Mode::Shared | Mode::Upgradable)))
    }

    /// What `task`, which has just registered, can never leave.
    fn look(&self, task: TaskRef) -> Option<Finding> {
        let found = self.search(task, |task| task.gone.load(Ordering::Relaxed));
        found.or_else(|| self.asleep(Some(task), ReportKind::AllAsleep))
    }

    /// The report of the circle that `task` closes, or of the end that it waits behind.
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
        let certain = !way.iter().any(|ByAddress(task)| self.queues_to_read(task));
        let tasks = way.iter().map(|ByAddress(task)| self.describe(task)).collect();
        let report = Report { all_asleep: self.nobody_moves(), ..Report::new(kind, Grade::Proven, tasks, "") }.advised();
        Some(Finding { report, certain })
    }

    fn describe(&self, task: TaskRef) -> TaskReport {
        // SAFETY: called for tasks that wait, have ended or are the caller's own, under the registry's lock.
        let local = unsafe { &*task.local.get() };
        let waits = self.wait_of(task).map(|wait| {
            let wanted = match &wait.on {
                // SAFETY: see `blockers`.
                On::Lock(lock, mode) => unsafe { wanted(&**lock, *mode) },
                // SAFETY: see `need`.
                On::Event(awaited) => unsafe { (**awaited).wanted() },
                On::Tasks(_) | On::Scope(_) => Wanted::Tasks(self.awaited(&wait.on).map(|child| child.task.name().to_string()).collect()),
            };
            (wanted, wait.at)
        });
        TaskReport { waits, ..local.report(task) }
    }
}

impl Task {
    /// What the current task is, for reports.
    pub(super) fn report(&self) -> TaskReport {
        self.local().report(self)
    }
}

impl super::task::Local {
    fn report(&self, task: &Task) -> TaskReport {
        let named = TaskReport::new(task.name().to_string(), task.serial());
        TaskReport { holds: self.holds(), debts: self.owes(), spawned: self.spawned, ..named }
    }

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

    pub(super) fn owes(&self) -> Vec<DebtReport> {
        self.debts.iter().map(Owed::report).collect()
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

#[derive(Clone, Copy)]
struct ByAddress(TaskRef);

impl Eq for ByAddress {}

impl Hash for ByAddress {
    fn hash<H: Hasher>(&self, state: &mut H) {
        ptr::hash(self.0, state);
    }
}

impl PartialEq for ByAddress {
    fn eq(&self, other: &Self) -> bool {
        ptr::eq::<Task>(self.0, other.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{EventReport, Site};
    use crate::watch::on::{current, wait_for};
    use std::cell::Cell;
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::sync::atomic::AtomicBool;

    struct Message {
        coming: AtomicBool,
        number: u64,
    }

    impl Awaited for Message {
        fn is_coming(&self) -> bool {
            self.coming.load(Ordering::Relaxed)
        }

        fn wanted(&self) -> Wanted {
            Wanted::Event(EventReport { kind: "channel", level: None, created: here(), id: self.number }, "to receive from")
        }
    }

    #[track_caller]
    fn here() -> Site {
        Location::caller()
    }

    fn message(number: u64) -> Message {
        Message { coming: AtomicBool::new(false), number }
    }

    fn hold(task: TaskRef, lock: &Lock) {
        lock.owner.store(ptr::from_ref(task).cast_mut(), Ordering::Relaxed);
        let held = &mut task.local().held;
        let place = held.next(lock.id().key(Mode::Exclusive));
        held.fill(place, here(), lock.origin);
    }

    /// A registry apart, in which these wait, and `running` more do not.
    fn registry<const N: usize>(waits: [(TaskRef, On); N], running: usize) -> Registry {
        let mut registry = Registry::new();
        registry.tasks = N + running;
        for (task, on) in waits {
            registry.enter(task, Wait { on, at: here() });
        }
        registry
    }

    #[test]
    fn who_sleeps() {
        let (one, two) = (Task::new("one"), Task::new("two"));
        let (first, second) = (message(1), message(2));
        let mut both = registry([(one, On::event(&first)), (two, On::event(&second))], 0);
        assert!(both.nobody_moves());
        second.coming.store(true, Ordering::Relaxed);
        assert!(!both.nobody_moves(), "one message is coming");
        second.coming.store(false, Ordering::Relaxed);
        both.leaving = 1;
        assert!(!both.nobody_moves(), "a thread may yet drop what its task returned");
        both.leaving = 0;
        both.is_over = true;
        assert!(!both.nobody_moves(), "the program ends");
        assert!(!registry([(one, On::event(&first))], 1).nobody_moves(), "one task runs");
        assert!(!registry([], 0).nobody_moves());
    }

    #[test]
    fn a_lock_under_a_wait() {
        let (owner, other) = (Task::new("owner"), Task::new("other"));
        let (lock, free) = (Lock::new(Kind::Mutex, None, here()), Lock::new(Kind::Mutex, None, here()));
        let message = message(1);
        hold(owner, &lock);
        let on_lock = |lock| On::Lock(lock, Mode::Exclusive);
        assert!(registry([(owner, On::event(&message)), (other, on_lock(&lock))], 0).nobody_moves());
        assert!(!registry([(owner, On::event(&message)), (other, on_lock(&free))], 0).nobody_moves(), "nobody holds it");
        let waits = registry([(owner, On::event(&message)), (other, on_lock(&lock))], 0);
        assert!(waits.search(other, |_| false).is_none(), "no circle goes through an event");
        message.coming.store(true, Ordering::Relaxed);
        assert!(!waits.nobody_moves(), "the owner goes on, and gives the lock back");
    }

    #[test]
    fn a_join_and_a_wait() {
        let (parent, child) = (Task::new("parent"), Task::new("child"));
        child.serial.store(7, Ordering::Relaxed);
        let message = message(1);
        let join = || On::Tasks(vec![Child::of(child)]);
        assert!(registry([(parent, join()), (child, On::event(&message))], 0).nobody_moves());
        let alone = registry([(parent, join())], 0);
        assert!(alone.nobody_moves(), "it has not ended");
        child.serial.store(0, Ordering::Relaxed);
        assert!(!alone.nobody_moves(), "it has");
    }

    #[test]
    fn how_it_is_told() {
        let (one, two) = (Task::new("one"), Task::new("two"));
        let (first, second) = (message(1), message(2));
        let both = registry([(one, On::event(&first)), (two, On::event(&second))], 0);
        let text = |kind, others| both.describe_sleep(Some(two), kind, others).report.to_string();
        let proven = text(ReportKind::AllAsleep, Others::Nobody);
        assert!(proven.starts_with("deadlock: all tasks are asleep: `two` waits to receive from channel #2\n"), "{proven}");
        for part in [
            "`one` waits to receive from channel #1",
            "channel #1 and channel #2 were created at",
            "drop the sender",
            "all asleep (proven): this hangs",
        ] {
            assert!(proven.contains(part), "{part:?} is not in:\n{proven}");
        }
        let suspected = text(ReportKind::AllAsleep, Others::Unknown);
        assert!(suspected.starts_with("perhaps a deadlock: all tasks are asleep"), "{suspected}");
        let leaked = text(ReportKind::Leaked, Others::Nobody);
        assert!(leaked.starts_with("leak: the program ends, and nobody is left to wake `two` and `one`\n"), "{leaked}");
    }

    /// The threads of the test's own runner are none of the tasks, so nothing is proven here.
    #[test]
    fn a_wait_is_registered_while_it_blocks() {
        let message = message(1);
        let is_registered = || REGISTRY.lock().waiting.iter().any(|&task| ptr::eq(task, current()));
        let attempts = Cell::new(0);
        let count = || {
            attempts.set(attempts.get() + 1);
            (attempts.get() == 2).then_some("in time")
        };
        assert_eq!(wait_for(&message, here(), count, || "too late"), "in time");
        assert_eq!(wait_for(&message, here(), || None, || if is_registered() { "registered" } else { "not" }), "registered");
        assert!(!is_registered());
        assert!(catch_unwind(AssertUnwindSafe(|| wait_for(&message, here(), || None, || -> () { panic!("in the wait") }))).is_err());
        assert!(!is_registered());
    }
}
