//! Who waits: the registry of waiting tasks, and what is looked at when one registers, ends, or gives up an end.
//!
//! One argument carries the room. A task registers before it blocks and leaves before it goes on, both under the registry's lock,
//! and runs no other code in between; so, while the lock is held, a registered task holds and owns exactly what its record says. A
//! lock's owner is stored by whoever takes it alone, and never cleared: it says whose record to look at, and the record, of a task that
//! waits or has ended, says whether it holds the lock still.
//!
//! What each registered task needs in order to move, `needs` says; a task that is not registered counts as one that can move. Whoever
//! is not in the least fixed point of these needs is stuck: by induction, the first of them to move would have needed another of them to
//! move before. And they stay stuck, since nothing but their own moves changes what they hold and own.
//!
//! A task gets stuck in one of three ways: it waits; another waits, and the first is behind it; or somebody who could have woken it
//! ends, or drops an end. When a task registers that can still move, nobody's chance to move has changed; so it is enough to look from
//! the task that registers, over those that its moving depends on. When an end is dropped, it is enough to look from those who wait
//! for what it stands for; when a task ends and leaves something behind, from all. Each of these is done under the registry's lock
//! after the change, and whoever registers looks after it is entered: of two such looks, the later sees both changes.
//!
//! There are three views of who could bring what is neither a lock nor a task's end. What is sure counts for proof, and whoever is not
//! known counts as somebody who can move. When all tasks are registered, nothing that they wait for is coming, and the process has no
//! other threads, then nobody is left to be unknown: all are asleep. And what is merely attributed, see `ends`, is worth a suspicion.

use super::bubble::{self, Patience, Test};
use super::ends::Ends;
use super::findings::Finding;
use super::lock::{Lock, LockId};
use super::needs::{View, Who};
use super::schedule;
use super::task::{Child, End, Floor, TaskRef};
use super::threads::{self, Others, Past};
use crate::deadlock::{self, Exit};
use crate::graph::{self, Need, Shape};
use crate::prim::{Mutex, statics, thread};
use crate::report::{self, Grade, Report, ReportKind, Site, TaskReport, Wanted};
use crate::watch::{Awaited, Kind, Mode, Wakers};
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, DefaultHasher};
use std::ptr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

statics! {
    pub(super) static REGISTRY: Mutex<Registry> = Mutex::new(Registry::new());
}

pub(super) struct Registry {
    pub(super) waiting: List,
    /// All that have begun and not ended.
    pub(super) tasks: List,
    /// Ended, with locks that they never released.
    pub(super) gone: Vec<TaskRef>,
    free: Vec<TaskRef>,
    /// Of each lock that several can hold: who of those that wait, or are gone, has to do with it.
    shared: Map<LockId, Around>,
    pub(super) scopes: Map<usize, OpenScope>,
    bubbles: Map<u64, Bubble>,
    /// How many waits are doubtful.
    doubts: usize,
    /// Where suspicion was raised: it is not raised there again.
    suspected: HashSet<Site, ByNumber>,
    past: Past,
    /// How often something was found.
    findings: u64,
}

/// Tasks, in an order that says nothing; each knows where it stands.
pub(super) struct List {
    tasks: Vec<TaskRef>,
    place: fn(TaskRef) -> &'static AtomicUsize,
}

impl List {
    const fn new(place: fn(TaskRef) -> &'static AtomicUsize) -> List {
        List { tasks: Vec::new(), place }
    }

    fn add(&mut self, task: TaskRef) {
        (self.place)(task).store(self.tasks.len(), Ordering::Relaxed);
        self.tasks.push(task);
    }

    fn remove(&mut self, task: TaskRef) {
        let place = (self.place)(task).load(Ordering::Relaxed);
        self.tasks.swap_remove(place);
        if let Some(moved) = self.tasks.get(place) {
            (self.place)(moved).store(place, Ordering::Relaxed);
        }
    }

    pub(super) fn iter(&self) -> impl DoubleEndedIterator<Item = TaskRef> + '_ {
        self.tasks.iter().copied()
    }
}

/// The tasks around a lock that several can hold.
#[derive(Default)]
pub(super) struct Around {
    pub(super) holders: Vec<TaskRef>,
    pub(super) queue: Vec<TaskRef>,
}

pub(super) struct OpenScope {
    floor: Floor,
    pub(super) children: Vec<Child>,
}

/// What belongs together: the program, or a test.
#[derive(Default)]
struct Bubble {
    /// How many tasks there are.
    tasks: usize,
    waiting: usize,
    /// How many threads are past their task's body, and may yet drop what it returned.
    leaving: usize,
    /// The main thread has ended, and the program with it.
    is_over: bool,
    /// Of all but the program.
    test: Option<Arc<Test>>,
}

/// What a registered task waits for.
pub(super) struct Wait {
    pub(super) on: On,
    pub(super) at: Site,
    pub(super) since: Instant,
    /// The finding of which it is part; zero for none.
    told: u64,
    /// It would be suspected to be stuck, if it were not for somebody who may have got an end.
    is_doubtful: bool,
    /// It is suspected to be stuck, and told to be.
    is_suspected: bool,
}

impl Wait {
    fn new(on: On, at: Site) -> Wait {
        Wait { on, at, since: Instant::now(), told: 0, is_doubtful: false, is_suspected: false }
    }
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
    /// It ends by itself, so its task can move: it is registered to be shown.
    Passing(Wanted),
}

impl On {
    pub(super) fn event<'a>(awaited: &'a (impl Awaited + 'a)) -> On {
        let awaited: *const (dyn Awaited + 'a) = awaited;
        // SAFETY: the lifetime alone is forgotten. The pointer is followed only while the call that lent it is registered.
        On::Event(unsafe { std::mem::transmute::<*const (dyn Awaited + 'a), *const dyn Awaited>(awaited) })
    }

    /// What is waited for, if it is neither a lock nor a task. Of a wait that is registered, under the registry's lock.
    pub(super) fn awaited(&self) -> Option<&dyn Awaited> {
        match self {
            // SAFETY: the call that lent it is still registered, see `On::Event`.
            On::Event(awaited) => Some(unsafe { &**awaited }),
            _ => None,
        }
    }

    /// The lock that is waited for. Of a wait that is registered, under the registry's lock.
    pub(super) fn lock(&self) -> Option<(&Lock, Mode)> {
        match self {
            // SAFETY: the call that lent it is still registered, see `On::Lock`.
            On::Lock(lock, mode) => Some((unsafe { &**lock }, *mode)),
            _ => None,
        }
    }

    /// All ends whose owners could end the wait.
    pub(super) fn ends(&self) -> Vec<&Ends> {
        match self.awaited().map(Awaited::wakers) {
            Some(Wakers::Any(ends)) => ends,
            Some(Wakers::All(ends)) => vec![ends],
            Some(Wakers::Unknown | Wakers::Holders(..)) | None => Vec::new(),
        }
    }
}

// SAFETY: the pointers of waits are followed under the registry's lock only, while the call that lent them is registered; those of
// scopes are never followed.
unsafe impl Send for Registry {}

pub(super) fn take_record() -> Option<TaskRef> {
    REGISTRY.lock().free.pop()
}

pub(super) fn began(task: TaskRef) {
    let mut registry = REGISTRY.lock();
    registry.tasks.add(task);
    registry.bubble(task.bubble()).tasks += 1;
}

pub(super) fn open_scope(scope: *const (), floor: Floor) {
    REGISTRY.lock().scopes.insert(scope.addr(), OpenScope { floor, children: Vec::new() });
}

/// The scope has ended; its tasks.
pub(super) fn close_scope(scope: *const ()) -> Vec<Child> {
    REGISTRY.lock().scopes.remove(&scope.addr()).map(|open| open.children).unwrap_or_default()
}

pub(super) fn floor_of(scope: *const ()) -> Floor {
    with_scope(scope, |open| open.floor.clone())
}

pub(super) fn add_child(scope: *const (), child: Child) {
    with_scope(scope, |open| {
        // So that a scope that starts tasks for ever does not keep them all.
        if open.children.len() == open.children.capacity() {
            open.children.retain(Child::counts);
        }
        open.children.push(child);
    });
}

/// All tasks, as they are now.
pub(crate) fn all() -> Vec<TaskReport> {
    all_of(None)
}

/// The tasks of one bubble, or of all.
pub(super) fn all_of(bubble: Option<u64>) -> Vec<TaskReport> {
    let registry = REGISTRY.lock();
    let is_asked_for = |task: &TaskRef| bubble.is_none_or(|bubble| task.bubble() == bubble);
    let mut tasks: Vec<TaskReport> = registry.tasks.iter().filter(is_asked_for).map(|task| registry.show(task)).collect();
    drop(registry);
    tasks.sort_by_key(|task| task.id);
    tasks
}

fn with_scope<R>(scope: *const (), f: impl FnOnce(&mut OpenScope) -> R) -> R {
    let mut registry = REGISTRY.lock();
    f(registry.scopes.get_mut(&scope.addr()).expect("the scope is open"))
}

/// A task has ended. Whoever waits for what it left behind waits for ever.
pub(super) fn ended(task: TaskRef, end: End) {
    let mut registry = REGISTRY.lock();
    registry.tasks.remove(task);
    registry.bubble(task.bubble()).tasks -= 1;
    // SAFETY: the task has ended, on this thread, and we hold the registry's lock.
    let local = unsafe { &mut *task.local.get() };
    let leaves_something = local.tied > 0 || !local.held.is_empty();
    let test = local.test.take();
    let forgot = (test.is_some() && !local.held.is_empty()).then(|| local.report(task));
    if local.held.is_empty() {
        task.serial.store(0, Ordering::Relaxed);
        registry.free.push(task);
    } else {
        task.gone.store(true, Ordering::Relaxed);
        registry.gone.push(task);
        registry.stand_around(task);
    }
    let found = match end {
        // Then nothing hangs: whoever waits is leaked, see `thread_ended`.
        End::Program => Vec::new(),
        _ if leaves_something => {
            let waiting: Vec<TaskRef> = registry.waiting.iter().collect();
            registry.look_from(&waiting, &[View::Sure, View::Attributed])
        }
        _ => registry.look_at_doubts(),
    };
    registry.forget_bubble(task.bubble());
    drop(registry);
    found.into_iter().for_each(|found| tell(found, end));
    if let Some(test) = test {
        forgot.into_iter().for_each(|task| test.forgot(task));
        test.changed();
    }
}

/// Somebody dropped an end for which these wait.
pub(super) fn look_again(tasks: &[TaskRef]) {
    if report::policy() == report::Policy::Off {
        return;
    }
    let mut registry = REGISTRY.lock();
    let waiting: Vec<TaskRef> = tasks.iter().copied().filter(|task| registry.wait_of(task).is_some()).collect();
    let found = registry.look_from(&waiting, &[View::Sure, View::Attributed]);
    drop(registry);
    found.into_iter().for_each(|found| tell(found, End::Thread));
}

/// Delivers what was found at an end, about somebody who waits.
fn tell(found: Finding, end: End) {
    let first = found.tasks[0];
    let view = if found.report.grade == Grade::Proven { View::Sure } else { View::Attributed };
    let stays = |registry: &mut Registry| {
        let waits = first.is_here() && registry.wait_of(first.task).is_some();
        if waits { registry.search(first.task, view) } else { None }
    };
    if let Some(found) = confirmed(found, stays) {
        deliver(found, end);
    }
}

/// So many are left who hold something of which others want more. If these all wait, for one another perhaps, nobody brings it.
pub(crate) fn fewer_hold(lock: &Lock, holds: usize) {
    if report::policy() == report::Policy::Off {
        return;
    }
    let mut registry = REGISTRY.lock();
    if registry.around(lock).is_none_or(|around| around.holders.len() != holds) {
        return;
    }
    let wakers = |task: TaskRef| Some(registry.wait_of(task)?.on.awaited()?.wakers());
    let wants = |task: &TaskRef| matches!(wakers(*task), Some(Wakers::Holders(wanted, _)) if ptr::eq(wanted, lock));
    let waiting: Vec<TaskRef> = registry.waiting.iter().filter(wants).collect();
    let found = registry.look_from(&waiting, &[View::Attributed]);
    drop(registry);
    found.into_iter().for_each(|found| tell(found, End::Thread));
}

/// Delivers what was found at an end. Its victims sleep, so there is nobody to panic in.
fn deliver(mut found: Finding, end: End) {
    match end {
        End::Thread => {}
        // It may be the whole program that ends here, and then nothing hangs.
        End::Adopted => found.report.grade = Grade::Suspected,
        End::Program => {}
    }
    let bubble = found.tasks.first().map_or(0, |who| who.task.bubble());
    let test = REGISTRY.lock().bubbles.get(&bubble).and_then(|bubble| bubble.test.clone());
    // A test that is over has said what there was to say, and what it left is left.
    if bubble == 0 || test.is_some() {
        let Ok(()) = bubble::deliver(test.as_deref(), &found.report, deadlock::Ends);
    }
}

/// The body of a task has returned, on a thread that was started for it.
pub(super) fn thread_leaves(bubble: u64) {
    REGISTRY.lock().bubble(bubble).leaving += 1;
}

/// A thread is past its last task, which belonged to `bubble`. Those that are left may all be asleep; and it was the last, perhaps, that
/// could have had an end without a word.
pub(super) fn thread_ended(thread: u32, bubble: u64, end: End) {
    let mut registry = REGISTRY.lock();
    registry.past.add(thread);
    registry.bubble(bubble).leaving -= usize::from(end == End::Thread);
    let kind = if end == End::Program { ReportKind::Leaked } else { ReportKind::AllAsleep };
    let found = registry.asleep(bubble, None, kind);
    let doubts = if end == End::Program { Vec::new() } else { registry.look_at_doubts() };
    drop(registry);
    doubts.into_iter().for_each(|found| tell(found, end));
    if let Some(found) = found.and_then(|found| confirmed(found, |registry| registry.asleep(bubble, None, kind))) {
        deliver(found, end);
    }
    let mut registry = REGISTRY.lock();
    let left = registry.bubble(bubble);
    left.is_over |= end == End::Program;
    let test = left.test.clone();
    registry.forget_bubble(bubble);
    drop(registry);
    test.iter().for_each(|test| test.changed());
}

/// A test begins.
pub(super) fn open_bubble(test: &Arc<Test>) {
    REGISTRY.lock().bubble(test.number).test = Some(test.clone());
}

/// Nobody waits for the test any more. What is left of its tasks is left, and no news.
pub(super) fn close_bubble(bubble: u64) {
    let mut registry = REGISTRY.lock();
    registry.bubble(bubble).is_over = true;
    registry.forget_bubble(bubble);
}

/// Whether all tasks of a test have ended, and their threads have dropped all that they had.
pub(super) fn is_bubble_empty(bubble: u64) -> bool {
    let mut registry = REGISTRY.lock();
    let bubble = registry.bubble(bubble);
    bubble.tasks == 0 && bubble.leaving == 0
}

/// What there is to say of a test's tasks, if all of them wait and nobody can be hoped for.
pub(super) fn stuck_bubble(test: &Test, patience: &mut Patience) -> Option<Report> {
    let (mut registry, bubble) = (REGISTRY.lock(), test.number);
    let tasks: Vec<TaskRef> = registry.waiting.iter().filter(|task| task.bubble() == bubble).collect();
    // What is told, or about to be, is nothing new.
    if !registry.nobody_moves(bubble) || tasks.iter().any(|task| registry.is_told(task)) {
        patience.reset();
        return None;
    }
    if let Some(found) = registry.asleep(bubble, None, ReportKind::AllAsleep) {
        drop(registry);
        return confirmed(found, |registry| registry.asleep(bubble, None, ReportKind::AllAsleep)).map(|found| found.report);
    }
    let strangers = threads::strangers(|id| registry.is_of_tests(id));
    patience.is_over(&strangers, Instant::now()).then(|| {
        let tasks = tasks.into_iter().map(Who::is).collect();
        registry.describe_sleep(tasks, registry.kind_of_sleep(test), Grade::Suspected).report
    })
}

/// Waits in `block`, registered; before that, looks for a circle that this wait closes. `attempt` is the wait's last chance not to be
/// one.
#[track_caller]
pub(super) fn wait<R, X: Exit>(
    task: TaskRef,
    on: On,
    at: Site,
    exit: X,
    attempt: impl Fn() -> Option<R>,
    block: impl FnOnce() -> R,
) -> Result<R, X::Error> {
    let mut entry = Entry::register(task, on, at);
    while let Some(report) = entry.found() {
        if let Some(result) = attempt() {
            return Ok(result);
        }
        // If the policy is to go on, the task comes back to the registry, and is not told the same again.
        entry.aside(|| super::deliver(&report, exit))?;
    }
    let _away = schedule::leave();
    Ok(block())
}

/// Waits in `block`, which ends by itself.
pub(super) fn pass<R>(task: TaskRef, wanted: Wanted, at: Site, block: impl FnOnce() -> R) -> R {
    let _shown = Shown::new(task, On::Passing(wanted), at);
    let _away = schedule::leave();
    block()
}

/// A wait that is registered only to be shown, until this is dropped.
struct Shown {
    task: TaskRef,
    is_registered: bool,
}

impl Shown {
    fn new(task: TaskRef, on: On, at: Site) -> Shown {
        let mut registry = REGISTRY.lock();
        let is_registered = registry.wait_of(task).is_none();
        if is_registered {
            registry.set_wait(task, Wait::new(on, at));
        }
        Shown { task, is_registered }
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        if self.is_registered {
            REGISTRY.lock().take_wait(self.task);
        }
    }
}

/// A place in the registry.
pub(super) struct Entry {
    task: TaskRef,
    found: Option<Finding>,
}

impl Entry {
    /// Enters the registry and looks for a circle.
    pub(super) fn register(task: TaskRef, on: On, at: Site) -> Entry {
        let mut registry = REGISTRY.lock();
        registry.enter(task, Wait::new(on, at));
        let found = registry.look(task);
        Entry { task, found }
    }

    /// Calls what may run the program's own code, a hook: for so long the record is not to be looked at, and the task counts as one that
    /// runs. So there may be something more to be found after it.
    pub(super) fn aside<E>(&mut self, f: impl FnOnce() -> Result<(), E>) -> Result<(), E> {
        let Some(wait) = REGISTRY.lock().withdraw(self.task) else { return f() };
        let mut back = Back { task: self.task, wait: Some(wait) };
        f()?;
        self.found = back.enter();
        Ok(())
    }

    /// What this wait can never leave, if there is such a thing.
    pub(super) fn found(&mut self) -> Option<Report> {
        confirmed(self.found.take()?, |registry| registry.look(self.task)).map(|found| found.report)
    }
}

/// A finding, if it stays.
///
/// A reader that registered behind a writer may have got past it in the moment before: a finding that hangs on such a queue is looked at
/// again, for as long as a running thread needs to leave the registry, and counts if it stays.
fn confirmed(mut found: Finding, look: impl Fn(&mut Registry) -> Option<Finding>) -> Option<Finding> {
    for _ in 0..SECOND_LOOKS {
        if found.certain {
            break;
        }
        thread::yield_now();
        let mut registry = REGISTRY.lock();
        registry.take_back(found.number);
        registry.unsuspect(&found);
        found = look(&mut registry)?;
    }
    Some(found)
}

/// A wait that is out of the registry for a while; dropped, for good.
struct Back {
    task: TaskRef,
    wait: Option<Wait>,
}

impl Back {
    fn enter(&mut self) -> Option<Finding> {
        let mut registry = REGISTRY.lock();
        registry.enter(self.task, self.wait.take()?);
        registry.look(self.task)
    }
}

impl Drop for Back {
    fn drop(&mut self) {
        if let Some(wait) = self.wait.take() {
            REGISTRY.lock().left(&wait);
        }
    }
}

/// How often a finding that hangs on a queue of readers and writers is looked at.
const SECOND_LOOKS: usize = 64;

impl Drop for Entry {
    fn drop(&mut self) {
        let wait = REGISTRY.lock().leave(self.task);
        if let Some(wait) = wait.filter(|wait| wait.is_suspected && !std::thread::panicking()) {
            report::retract(&self.task.name(), wait.at);
        }
    }
}

impl Registry {
    const fn new() -> Registry {
        Registry {
            waiting: List::new(|task| &task.place),
            tasks: List::new(|task| &task.seat),
            gone: Vec::new(),
            free: Vec::new(),
            shared: HashMap::with_hasher(BY_NUMBER),
            scopes: HashMap::with_hasher(BY_NUMBER),
            bubbles: HashMap::with_hasher(BY_NUMBER),
            doubts: 0,
            suspected: HashSet::with_hasher(BY_NUMBER),
            past: Past::new(),
            findings: 0,
        }
    }

    /// Forgets a test that is closed, once all its tasks are gone.
    fn forget_bubble(&mut self, bubble: u64) {
        let is_empty = |bubble: &Bubble| bubble.tasks == 0 && bubble.leaving == 0 && bubble.is_over;
        if bubble != 0 && self.bubbles.get(&bubble).is_some_and(is_empty) {
            self.bubbles.remove(&bubble);
        }
    }

    fn bubble(&mut self, bubble: u64) -> &mut Bubble {
        self.bubbles.entry(bubble).or_default()
    }

    fn enter(&mut self, task: TaskRef, wait: Wait) {
        wait.on.ends().into_iter().for_each(|ends| ends.arrive(task));
        if let Some((lock, _)) = wait.on.lock().filter(|(lock, _)| lock.is_shared()) {
            self.shared.entry(lock.id()).or_default().queue.push(task);
        }
        self.set_wait(task, wait);
        self.stand_around(task);
        task.is_waiting.store(true, Ordering::Relaxed);
        self.waiting.add(task);
        self.bubble(task.bubble()).waiting += 1;
    }

    fn set_wait(&mut self, task: TaskRef, wait: Wait) {
        // SAFETY: `self` is the registry, so its lock is held.
        unsafe { *task.wait.get() = Some(wait) };
    }

    fn take_wait(&mut self, task: TaskRef) -> Option<Wait> {
        // SAFETY: as above.
        unsafe { (*task.wait.get()).take() }
    }

    fn leave(&mut self, task: TaskRef) -> Option<Wait> {
        let wait = self.withdraw(task)?;
        self.left(&wait);
        Some(wait)
    }

    /// A wait that was withdrawn does not come back.
    fn left(&mut self, wait: &Wait) {
        self.doubts -= usize::from(wait.is_doubtful);
        self.take_back(wait.told);
    }

    fn withdraw(&mut self, task: TaskRef) -> Option<Wait> {
        let wait = self.take_wait(task)?;
        task.is_waiting.store(false, Ordering::Relaxed);
        self.waiting.remove(task);
        self.bubble(task.bubble()).waiting -= 1;
        wait.on.ends().into_iter().for_each(|ends| ends.depart(task));
        let lock = wait.on.lock().filter(|(lock, _)| lock.is_shared()).map(|(lock, _)| lock.id());
        let around: Vec<LockId> = self.shared_holds(task).chain(lock).collect();
        for id in around {
            if let Some(around) = self.shared.get_mut(&id) {
                around.holders.retain(|other| !ptr::eq(*other, task));
                around.queue.retain(|other| !ptr::eq(*other, task));
                if around.holders.is_empty() && around.queue.is_empty() {
                    self.shared.remove(&id);
                }
            }
        }
        Some(wait)
    }

    /// The task waits, or is gone: it is to be found by the locks that it holds beside others.
    fn stand_around(&mut self, task: TaskRef) {
        for id in self.shared_holds(task).collect::<Vec<_>>() {
            self.shared.entry(id).or_default().holders.push(task);
        }
    }

    fn shared_holds(&self, task: TaskRef) -> impl Iterator<Item = LockId> + use<> {
        // SAFETY: the task waits, has ended or is the caller's own, and we hold the registry's lock.
        let local = unsafe { &*task.local.get() };
        local.held.iter().map(|held| held.id()).filter(|id| matches!(id.kind(), Kind::RwLock | Kind::Semaphore))
    }

    pub(super) fn around(&self, lock: &Lock) -> Option<&Around> {
        self.shared.get(&lock.id())
    }

    pub(super) fn wait_of(&self, task: TaskRef) -> Option<&Wait> {
        // SAFETY: under the registry's lock; the result lives no longer than the borrow of the registry.
        unsafe { (*task.wait.get()).as_ref() }
    }

    fn change<R>(&mut self, task: TaskRef, f: impl FnOnce(&mut Wait) -> R) -> Option<R> {
        // SAFETY: under the registry's lock, which is borrowed alone, so no other result of it is in use.
        unsafe { (*task.wait.get()).as_mut() }.map(f)
    }

    /// What `task`, which has just registered, can never leave.
    fn look(&mut self, task: TaskRef) -> Option<Finding> {
        if report::policy() == report::Policy::Off {
            return None;
        }
        self.search(task, View::Sure)
            .or_else(|| self.asleep(task.bubble(), Some(task), ReportKind::AllAsleep))
            .or_else(|| self.search(task, View::Attributed))
    }

    /// All findings from these tasks, which wait: they may be stuck for reasons that have nothing to do with one another.
    fn look_from(&mut self, tasks: &[TaskRef], views: &[View]) -> Vec<Finding> {
        let mut found: Vec<Finding> = Vec::new();
        for (view, task) in views.iter().flat_map(|view| tasks.iter().map(move |task| (*view, *task))) {
            if !found.iter().any(|found| found.tasks.contains(&Who::is(task))) {
                found.extend(self.search(task, view));
            }
        }
        found
    }

    fn look_at_doubts(&mut self) -> Vec<Finding> {
        if self.doubts == 0 {
            return Vec::new();
        }
        let is_doubtful = |task: &TaskRef| self.wait_of(task).is_some_and(|wait| wait.is_doubtful);
        let doubtful: Vec<TaskRef> = self.waiting.iter().filter(is_doubtful).collect();
        self.look_from(&doubtful, &[View::Attributed])
    }

    /// Whether `task` is stuck in this view, and with whom.
    fn search(&mut self, task: TaskRef, view: View) -> Option<Finding> {
        if self.is_told(task) || view != View::Sure && self.is_suspected(task) {
            return None;
        }
        let start = Who::is(task);
        let stuck = graph::stuck(start, |who| self.untold_need(who, view))?;
        if view == View::Attributed && !self.stays_suspect(start) {
            self.doubt(task);
            return None;
        }
        // A lock that it holds itself was reported before the task came here.
        if stuck.shape == Shape::Circle(vec![start]) && self.wait_of(task).is_some_and(|wait| wait.on.lock().is_some()) {
            self.count(&[start]);
            return None;
        }
        let all_asleep = view == View::Sure && self.nobody_moves(task.bubble());
        let found = self.describe_stuck(&stuck, view, all_asleep);
        Some(self.remember(found))
    }

    /// What a task needs beside those of whom it was told: whoever only waits for these is not told, and what is stuck without them is.
    fn untold_need(&self, who: Who, view: View) -> Need<Who> {
        if who.is_here() && self.is_told(who.task) { Need::Nothing } else { self.need(who, view) }
    }

    /// Whether it would be stuck too if those had got an end who may have got one.
    fn stays_suspect(&self, start: Who) -> bool {
        let look = || graph::stuck(start, |who| self.untold_need(who, View::WithHeirs));
        // What a stranger did that went before it could be listed shows in the second look.
        look().is_some_and(|stuck| !self.has_strangers(&stuck.tasks)) && look().is_some()
    }

    fn doubt(&mut self, task: TaskRef) {
        let fresh = |wait: &mut Wait| !std::mem::replace(&mut wait.is_doubtful, true);
        self.doubts += usize::from(self.change(task, fresh).unwrap_or_default());
    }

    /// Counts a finding, so that it is told once.
    fn remember(&mut self, mut found: Finding) -> Finding {
        if found.report.grade == Grade::Proven {
            found.number = self.count(&found.tasks);
        } else if let Some(at) = found.place() {
            self.suspected.insert(at);
            self.change(found.tasks[0].task, |wait| wait.is_suspected = true);
        }
        found
    }

    /// A suspicion that was not told yet.
    fn unsuspect(&mut self, found: &Finding) {
        if let Some(at) = found.place().filter(|_| found.report.grade == Grade::Suspected) {
            self.suspected.remove(&at);
            self.change(found.tasks[0].task, |wait| wait.is_suspected = false);
        }
    }

    /// The number of what was found of these: they are not told again.
    fn count(&mut self, tasks: &[Who]) -> u64 {
        self.findings += 1;
        let number = self.findings;
        for who in tasks.iter().filter(|who| who.is_here()) {
            self.change(who.task, |wait| wait.told = number);
        }
        number
    }

    /// One of a finding has left, or it is to be looked at again: what is left is to be told if it is stuck.
    fn take_back(&mut self, number: u64) {
        if number != 0 {
            for task in self.waiting.iter().collect::<Vec<_>>() {
                self.change(task, |wait| wait.told = if wait.told == number { 0 } else { wait.told });
            }
        }
    }

    fn is_told(&self, task: TaskRef) -> bool {
        self.wait_of(task).is_some_and(|wait| wait.told != 0)
    }

    /// Whether suspicion was raised where this task waits.
    fn is_suspected(&self, task: TaskRef) -> bool {
        self.wait_of(task).is_some_and(|wait| self.suspected.contains(&wait.at))
    }

    /// Whether all tasks of a bubble are registered, and none of them can move.
    fn nobody_moves(&self, bubble: u64) -> bool {
        let all_wait = |bubble: &Bubble| bubble.waiting == bubble.tasks && bubble.tasks > 0 && bubble.leaving == 0 && !bubble.is_over;
        let is_in = |task: &TaskRef| task.bubble() == bubble;
        if !self.bubbles.get(&bubble).is_some_and(all_wait) {
            return false;
        }
        // Whoever was woken and has not left yet is likely to have registered lately.
        let mut needs = Vec::new();
        for task in self.waiting.iter().filter(is_in).rev() {
            let need = self.need(Who::is(task), View::Asleep);
            let is_elsewhere = |who: &Who| who.is_here() && who.task.bubble() != bubble;
            match need {
                Need::Nothing => return false,
                // The lock is free, the tasks have ended.
                Need::All(ref tasks) if tasks.is_empty() => return false,
                Need::All(ref tasks) | Need::Any(ref tasks) if tasks.iter().any(is_elsewhere) => return false,
                need => needs.push((Who::is(task), need)),
            }
        }
        graph::movable(&needs).is_empty()
    }

    /// The report that nobody can move any more, if so it is. `first` has closed it.
    fn asleep(&mut self, bubble: u64, first: Option<TaskRef>, kind: ReportKind) -> Option<Finding> {
        let test = self.bubbles.get(&bubble).and_then(|bubble| bubble.test.as_deref());
        let knows = |id| if test.is_some() { self.is_of_tests(id) } else { self.knows(id) };
        let others = self.nobody_moves(bubble).then(|| threads::others(knows))?;
        // Who was there before the listing, and is gone now, may have sent something.
        let members: Vec<TaskRef> = self.waiting.iter().filter(|task| task.bubble() == bubble).collect();
        if others == Others::Somebody || !self.nobody_moves(bubble) || members.iter().any(|task| self.is_told(task)) {
            return None;
        }
        // Another test could have got something from this one, though it is not meant to.
        let is_alone = test.is_none() || self.tasks.iter().all(|task| task.bubble() == bubble || task.bubble() == 0);
        let grade = if others == Others::Nobody && is_alone { Grade::Proven } else { Grade::Suspected };
        let kind = test.map_or(kind, |test| self.kind_of_sleep(test));
        let rest = members.into_iter().filter(|task| !first.is_some_and(|first| ptr::eq(*task, first)));
        let tasks: Vec<Who> = first.into_iter().chain(rest).map(Who::is).collect();
        let found = self.describe_sleep(tasks, kind, grade);
        Some(self.remember(found))
    }

    /// What it is that all tasks of a test sleep: its first task is one of them or has returned.
    fn kind_of_sleep(&self, test: &Test) -> ReportKind {
        let root = test.root.load(Ordering::Relaxed);
        if self.tasks.iter().any(|task| task.serial() == root) { ReportKind::AllAsleep } else { ReportKind::LeftBehind }
    }

    /// Whether the thread is one of a test, or of whoever runs tests: of the tasks without a test only those that wait are.
    fn is_of_tests(&self, thread: u32) -> bool {
        let runs_tests = |bubble: &Bubble| bubble.test.as_ref().is_some_and(|test| test.runners.contains(&thread));
        let is_it = |task: TaskRef| task.bubble() != 0 && task.thread.load(Ordering::Relaxed) == thread;
        self.knows(thread) || self.tasks.iter().any(is_it) || self.bubbles.values().any(runs_tests)
    }

    fn knows(&self, thread: u32) -> bool {
        self.past.contains(thread) || self.waiting.iter().any(|task| task.thread.load(Ordering::Relaxed) == thread)
    }

    /// Whether there is a thread that the checker does not know, and that may have got one of the ends on which a suspicion about
    /// these rests.
    fn has_strangers(&self, tasks: &[Who]) -> bool {
        if !tasks.iter().any(|who| self.rests_on_attribution(who.task)) {
            return false;
        }
        let ids: HashSet<u32> = self.tasks.iter().map(|task| task.thread.load(Ordering::Relaxed)).collect();
        let starting = self.tasks.iter().filter(|task| task.thread.load(Ordering::Relaxed) == 0).count();
        let is_known = |id| ids.contains(&id) || threads::is_elder(id) || self.past.contains(id);
        threads::strangers(is_known).len() > starting
    }
}

/// Hashed alike in every run, so that a report is too.
type ByNumber = BuildHasherDefault<DefaultHasher>;
type Map<K, V> = HashMap<K, V, ByNumber>;
const BY_NUMBER: ByNumber = BuildHasherDefault::new();

#[cfg(test)]
mod tests {
    use super::super::task::Task;
    use super::*;
    use crate::deadlock::Unwinds;
    use crate::report::{EventReport, Wanted};
    use crate::watch::on::{current, wait_for};
    use std::cell::Cell;
    use std::panic::{AssertUnwindSafe, Location, catch_unwind};
    use std::sync::atomic::AtomicBool;

    struct Message {
        coming: AtomicBool,
        senders: Option<Ends>,
        number: u64,
    }

    impl Awaited for Message {
        fn is_coming(&self) -> bool {
            self.coming.load(Ordering::Relaxed)
        }

        fn wakers(&self) -> Wakers<'_> {
            self.senders.as_ref().map_or(Wakers::Unknown, |senders| Wakers::Any(vec![senders]))
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
        Message { coming: AtomicBool::new(false), senders: None, number }
    }

    /// A task of its own, as if it had begun.
    fn task(name: &str) -> TaskRef {
        static SERIALS: AtomicUsize = AtomicUsize::new(1 << 40);
        let task = Task::new(name);
        task.serial.store(SERIALS.fetch_add(1, Ordering::Relaxed) as u64, Ordering::Relaxed);
        task
    }

    fn hold(task: TaskRef, lock: &Lock) {
        lock.owner.store(ptr::from_ref(task).cast_mut(), Ordering::Relaxed);
        let held = &mut task.local().held;
        let place = held.next(lock.id().key(Mode::Exclusive));
        place.keep(lock.origin, true);
        held.fill(place, here());
    }

    /// A registry apart, in which these wait, and `running` more do not.
    fn registry<const N: usize>(waits: [(TaskRef, On); N], running: usize) -> Registry {
        let mut registry = Registry::new();
        registry.bubble(0).tasks = N + running;
        for (task, on) in waits {
            registry.enter(task, Wait::new(on, here()));
        }
        registry
    }

    #[test]
    fn who_sleeps() {
        let (one, two) = (task("one"), task("two"));
        let (first, second) = (message(1), message(2));
        let mut both = registry([(one, On::event(&first)), (two, On::event(&second))], 0);
        assert!(both.nobody_moves(0));
        second.coming.store(true, Ordering::Relaxed);
        assert!(!both.nobody_moves(0), "one message is coming");
        second.coming.store(false, Ordering::Relaxed);
        both.bubble(0).leaving = 1;
        assert!(!both.nobody_moves(0), "a thread may yet drop what its task returned");
        both.bubble(0).leaving = 0;
        both.bubble(0).is_over = true;
        assert!(!both.nobody_moves(0), "the program ends");
        assert!(!registry([(one, On::event(&first))], 1).nobody_moves(0), "one task runs");
        assert!(!registry([], 0).nobody_moves(0));
    }

    #[test]
    fn a_lock_under_a_wait() {
        let (owner, other) = (task("owner"), task("other"));
        let (lock, free) = (Lock::new(Kind::Mutex, None, here()), Lock::new(Kind::Mutex, None, here()));
        let message = message(1);
        hold(owner, &lock);
        let on_lock = |lock| On::Lock(lock, Mode::Exclusive);
        assert!(registry([(owner, On::event(&message)), (other, on_lock(&lock))], 0).nobody_moves(0));
        assert!(!registry([(owner, On::event(&message)), (other, on_lock(&free))], 0).nobody_moves(0), "nobody holds it");
        let mut waits = registry([(owner, On::event(&message)), (other, on_lock(&lock))], 0);
        assert!(waits.search(other, View::Sure).is_none(), "it is not known who could bring the event");
        message.coming.store(true, Ordering::Relaxed);
        assert!(!waits.nobody_moves(0), "the owner goes on, and gives the lock back");
    }

    #[test]
    fn a_join_and_a_wait() {
        let (parent, child) = (task("parent"), task("child"));
        let message = message(1);
        let join = || On::Tasks(vec![Child::of(child)]);
        assert!(registry([(parent, join()), (child, On::event(&message))], 0).nobody_moves(0));
        let alone = registry([(parent, join())], 0);
        assert!(alone.nobody_moves(0), "it has not ended");
        child.serial.store(0, Ordering::Relaxed);
        assert!(!alone.nobody_moves(0), "it has");
    }

    #[test]
    fn how_it_is_told() {
        let (one, two) = (task("one"), task("two"));
        let (first, second) = (message(1), message(2));
        let both = registry([(one, On::event(&first)), (two, On::event(&second))], 0);
        let text = |kind, grade| both.describe_sleep([two, one].map(Who::is).to_vec(), kind, grade).report.to_string();
        let proven = text(ReportKind::AllAsleep, Grade::Proven);
        assert!(proven.starts_with("deadlock: all tasks are asleep: `two` waits to receive from channel #2\n"), "{proven}");
        for part in [
            "`one` waits to receive from channel #1",
            "channel #1 and channel #2 were created at",
            "drop the sender",
            "all asleep (proven): this hangs",
        ] {
            assert!(proven.contains(part), "{part:?} is not in:\n{proven}");
        }
        let suspected = text(ReportKind::AllAsleep, Grade::Suspected);
        assert!(suspected.starts_with("perhaps a deadlock: all tasks are asleep"), "{suspected}");
        let leaked = text(ReportKind::Leaked, Grade::Proven);
        assert!(leaked.starts_with("leak: the program ends, and nobody is left to wake `two` and `one`\n"), "{leaked}");
    }

    /// Its last sender goes, or sends, while somebody looks who could.
    #[test]
    fn who_is_missing_has_brought_it() {
        struct Goes(Message);
        impl Awaited for Goes {
            fn is_coming(&self) -> bool {
                self.0.is_coming()
            }
            fn wakers(&self) -> Wakers<'_> {
                self.0.coming.store(true, Ordering::Relaxed);
                self.0.wakers()
            }
            fn wanted(&self) -> Wanted {
                self.0.wanted()
            }
        }
        let (one, two) = (task("one"), task("two"));
        let without_senders = |number| Message { senders: Some(Ends::new("owns a sender")), ..message(number) };
        let (goes, stays) = (Goes(without_senders(1)), without_senders(2));
        let mut both = registry([(one, On::event(&goes)), (two, On::event(&stays))], 0);
        assert!(both.search(two, View::Sure).is_some(), "nobody can send");
        goes.0.coming.store(false, Ordering::Relaxed);
        assert!(both.search(one, View::Sure).is_none(), "nobody needs to");
    }

    /// The threads of the test's own runner are none of the tasks, so nothing is proven here.
    #[test]
    fn a_wait_is_registered_while_it_blocks() {
        let message = message(1);
        let is_registered = || REGISTRY.lock().waiting.iter().any(|task| ptr::eq(task, current()));
        let attempts = Cell::new(0);
        let count = || {
            attempts.set(attempts.get() + 1);
            (attempts.get() == 2).then_some("in time")
        };
        assert_eq!(wait_for(&message, here(), Unwinds, count, || "too late"), Ok("in time"));
        assert_eq!(wait_for(&message, here(), Unwinds, || None, || if is_registered() { "registered" } else { "not" }), Ok("registered"));
        assert!(!is_registered());
        assert!(
            catch_unwind(AssertUnwindSafe(|| wait_for(&message, here(), Unwinds, || None, || -> () { panic!("in the wait") }))).is_err()
        );
        assert!(!is_registered());
    }
}
