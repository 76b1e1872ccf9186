//! Checking is on: what happens at each lock, wait and task.
//!
//! The paths that do not block are here, short; `waits` is what happens before a task blocks, `learned` what happens when a chain of
//! held locks is seen for the first time.

mod bubble;
mod channel;
mod debts;
mod declared;
mod ends;
mod event;
mod findings;
mod learned;
mod lock;
mod needs;
mod schedule;
mod stack;
mod task;
mod threads;
mod waits;

pub(crate) use bubble::Bubble;
pub(crate) use channel::{ArmView, Parcel, Receiving, Sending, Timer, open, timer, traffic, wait_for_any, wanted_of_any};
pub(crate) use debts::Counted;
pub(crate) use ends::{End, Ends, Freight};
pub(crate) use event::{Event, Notifications};
pub(crate) use lock::Lock;
pub(crate) use schedule::{chance, completed, point as gives_way};
pub(crate) use task::{Birth, Child, Floor, TaskRef, current};
#[cfg(feature = "signal")]
pub(crate) use threads::thread_is_ours;
pub(crate) use waits::{all as tasks, fewer_hold};

use super::{Awaited, Debt, Mode};
use crate::channel::CapacityMode;
use crate::deadlock::{Exit, Stays, Unwinds};
use crate::level::LevelInfo;
use crate::limits::Interrupt;
use crate::prim::{SPINS, thread};
use crate::report::{self, DebtReport, Grade, HeldReport, Policy, Report, ReportKind, TaskReport, Wanted};
use lock::{LockId, mode_of};
use stack::{Held, Place, Slot};
use std::panic::Location;
use std::ptr;
use std::sync::atomic::Ordering;
use task::Local;

type Site = &'static Location<'static>;

/// A lock that this task holds; dropping it comes before the release.
#[must_use]
pub(crate) struct Hold<'a> {
    task: TaskRef,
    lock: &'a Lock,
    /// The lock's, with the mode in which it is held.
    key: u64,
}

impl<'a> Hold<'a> {
    #[inline(always)]
    fn push(task: TaskRef, lock: &'a Lock, mode: Mode, at: Site, place: Place) -> Self {
        if mode == Mode::Exclusive {
            lock.owner.store(ptr::from_ref(task).cast_mut(), Ordering::Relaxed);
        }
        task.local().held.fill(place, at);
        Hold { task, lock, key: place.key }
    }

    /// The same hold in another mode: a downgrade, or the end of an upgrade.
    pub(crate) fn convert(&mut self, mode: Mode) {
        let held = &mut self.task.local().held;
        if let Some(at) = held.position(self.key) {
            held.set_mode(at, mode);
        }
        if mode == Mode::Exclusive {
            self.lock.owner.store(ptr::from_ref(self.task).cast_mut(), Ordering::Relaxed);
        }
        self.key = self.lock.id().key(mode);
    }

    /// Gives the lock up for a while.
    pub(crate) fn pause(&mut self) {
        self.leave();
    }

    /// Gives the lock up for a while, if it may be taken again under what else is held.
    #[track_caller]
    pub(crate) fn suspend<X: Exit>(&mut self, at: Site, exit: X) -> Result<(), X::Error> {
        self.leave();
        let mode = mode_of(self.key);
        ask(self.task, self.lock, mode, at, exit)
            .inspect_err(|_| std::mem::forget(Hold::push(self.task, self.lock, mode, at, unasked(self.task, self.lock, mode))))
    }

    /// Takes the lock again after a pause. The guard must not be without its lock, so where the policy is to panic this aborts.
    pub(crate) fn resume(&mut self, at: Site, attempt: impl Fn() -> Option<()>, block: impl FnOnce()) {
        let mode = match mode_of(self.key) {
            // Queues like any reader this time, as in parking_lot.
            Mode::Recursive => Mode::Shared,
            mode => mode,
        };
        self.key = self.lock.id().key(mode);
        let Ok((place, ())) = take(self.task, self.lock, mode, at, Stays, attempt, block);
        std::mem::forget(Hold::push(self.task, self.lock, mode, at, place));
    }

    #[inline(always)]
    fn leave(&mut self) {
        if !self.task.local().held.pop(self.key) {
            remove(self.task, self.key);
        }
    }

    /// What the lock guards can be written to from here on, unless it is only read: see [`opens`].
    #[inline(always)]
    pub(crate) fn opens<T: ?Sized>(&self) {
        if std::mem::needs_drop::<T>() && mode_of(self.key) == Mode::Exclusive {
            opens::<T>(self.task);
        }
    }

    /// Keeps it for ever: the guard is leaked on purpose.
    pub(crate) fn forget(self) {
        std::mem::forget(self);
    }
}

impl Drop for Hold<'_> {
    #[inline(always)]
    fn drop(&mut self) {
        self.leave();
    }
}

/// Ends a hold whose guard was forgotten.
pub(crate) fn abandon(task: TaskRef, lock: &Lock, mode: Mode) {
    // Who ends a read without its guard does not say which kind of read it was.
    let recursive = mode == Mode::Shared && task.local().held.position(lock.id().key(mode)).is_none();
    drop(Hold { task, lock, key: lock.id().key(if recursive { Mode::Recursive } else { mode }) });
}

/// Removes a lock that was not the last one taken.
#[cold]
#[inline(never)]
fn remove(task: TaskRef, key: u64) {
    let held = &mut task.local().held;
    if let Some(at) = held.position(key) {
        held.remove(at);
    }
}

/// Takes a lock: `attempt` without waiting, or else `block`. Before it waits, the order and the waiting tasks are checked.
#[inline(always)]
#[track_caller]
pub(crate) fn acquire<'a, G, X: Exit>(
    task: TaskRef,
    lock: &'a Lock,
    mode: Mode,
    at: Site,
    exit: X,
    attempt: impl Fn() -> Option<G>,
    block: impl FnOnce() -> G,
) -> Result<(Hold<'a>, G), X::Error> {
    let (place, guard) = take(task, lock, mode, at, exit, attempt, block)?;
    Ok((Hold::push(task, lock, mode, at, place), guard))
}

#[inline(always)]
#[track_caller]
fn take<G, X: Exit>(
    task: TaskRef,
    lock: &Lock,
    mode: Mode,
    at: Site,
    exit: X,
    attempt: impl Fn() -> Option<G>,
    block: impl FnOnce() -> G,
) -> Result<(Place, G), X::Error> {
    let held = &task.local().held;
    // Of a lock that had no number no slot keeps anything.
    let mut place = held.next(lock.known_id().key(mode));
    if !place.keeps() {
        if held.is_alone() && LockId::of(place.key).has_number() || lock.ended(place.chain) && held.has_room() {
            place.keep(lock.origin, true);
        } else {
            place = Place::kept(settle(task, lock, mode, at, exit)?);
            if task.local().takes_turns {
                return take_in_turns(task, lock, mode, at, exit, place, attempt, block);
            }
        }
    }
    match attempt() {
        Some(guard) => Ok((place, guard)),
        None => {
            let guard = wait_for_lock(task, lock, mode, at, exit, attempt, block)?;
            Ok((unasked(task, lock, mode), guard))
        }
    }
}

/// The end of [`take`] where tasks take turns: another may go on while the lock is held.
#[cold]
#[inline(never)]
#[track_caller]
#[allow(clippy::too_many_arguments)] // Those of `take`, and the place.
fn take_in_turns<G, X: Exit>(
    task: TaskRef,
    lock: &Lock,
    mode: Mode,
    at: Site,
    exit: X,
    place: Place,
    attempt: impl Fn() -> Option<G>,
    block: impl FnOnce() -> G,
) -> Result<(Place, G), X::Error> {
    let taken = match attempt() {
        Some(guard) => (place, guard),
        None => {
            let guard = wait_for_lock(task, lock, mode, at, exit, attempt, block)?;
            (unasked(task, lock, mode), guard)
        }
    };
    schedule::point();
    Ok(taken)
}

/// Looks for a chain of held locks that is not kept where it would stand among all that were found in order, and returns the slot for
/// the lock.
#[cold]
#[inline(never)]
#[track_caller]
fn settle<X: Exit>(task: TaskRef, lock: &Lock, mode: Mode, at: Site, exit: X) -> Result<Slot, X::Error> {
    let local = task.local();
    if !local.takes_turns {
        let place = next_place(task, lock, mode);
        if local.held.is_alone() || lock.ends(place.chain) {
            place.keep(lock.origin, true);
            return Ok(place.slot());
        }
    }
    examine(task, lock, mode, at, exit)
}

/// Asks whether a chain of held locks is in order, if it is not known to be. Who takes turns comes here each time.
#[cold]
#[inline(never)]
#[track_caller]
fn examine<X: Exit>(task: TaskRef, lock: &Lock, mode: Mode, at: Site, exit: X) -> Result<Slot, X::Error> {
    let takes_turns = task.local().takes_turns;
    if takes_turns {
        schedule::point();
    }
    let mut place = next_place(task, lock, mode);
    if !learned::is_known(place.chain) {
        if let Some(report) = check_order(task, lock, mode, at, place.chain) {
            deliver(&report, exit)?;
        }
        // A hook may have taken locks in between.
        place = next_place(task, lock, mode);
    }
    place.keep(lock.origin, !takes_turns && lock.ends(place.chain));
    Ok(place.slot())
}

/// Where the lock goes, with room made for it.
#[inline]
fn next_place(task: TaskRef, lock: &Lock, mode: Mode) -> Place {
    let held = &mut task.local().held;
    held.reserve();
    held.next(lock.id().key(mode))
}

/// The place for a lock whose order is not asked for, now.
fn unasked(task: TaskRef, lock: &Lock, mode: Mode) -> Place {
    let place = next_place(task, lock, mode);
    if !place.keeps() {
        place.keep(lock.origin, false);
    }
    place
}

/// Spins as long as the lock itself would before it parks, then registers and blocks.
#[cold]
#[inline(never)]
#[track_caller]
fn wait_for_lock<G, X: Exit>(
    task: TaskRef,
    lock: &Lock,
    mode: Mode,
    at: Site,
    exit: X,
    attempt: impl Fn() -> Option<G>,
    block: impl FnOnce() -> G,
) -> Result<G, X::Error> {
    if let Some(guard) = spin(&attempt, || lock.owner_waits()) {
        return Ok(guard);
    }
    if report::policy() == Policy::Off {
        let _away = schedule::leave();
        return Ok(block());
    }
    waits::wait(task, waits::On::Lock(lock, mode), at, exit, attempt, block)
}

/// Attempts it for a short while, unless that is in vain.
///
/// On a busy machine each turn that is given away is a time slice, and a circle would be told so much later.
fn spin<R>(attempt: impl Fn() -> Option<R>, in_vain: impl Fn() -> bool) -> Option<R> {
    for round in 0..SPINS {
        if in_vain() {
            break;
        }
        if round < 3 {
            for _ in 0..1 << round {
                std::hint::spin_loop();
            }
        } else {
            thread::yield_now();
        }
        if let Some(result) = attempt() {
            return Some(result);
        }
    }
    None
}

/// The current task opens a place where it could leave an end for others: where something is kept that may own one.
#[inline(always)]
pub(crate) fn opens<T: ?Sized>(task: TaskRef) {
    if std::mem::needs_drop::<T>() {
        let local = task.local();
        local.gave = local.gave.wrapping_add(1);
    }
}

/// Takes a lock by an attempt that ends by itself, at once or after a limited time: it is part of no circle, so no order is asked
/// for, but what is held counts from now on.
#[inline(always)]
pub(crate) fn try_acquire<'a, G>(
    task: TaskRef,
    lock: &'a Lock,
    mode: Mode,
    at: Site,
    attempt: impl FnOnce() -> Option<G>,
) -> Option<(Hold<'a>, G)> {
    schedule::point();
    let guard = attempt()?;
    Some((Hold::push(task, lock, mode, at, unasked(task, lock, mode)), guard))
}

/// Waits: `attempt` without blocking, or else `block`, which ends by itself, at a certain time if not before. So its task counts as one
/// that can move.
pub(crate) fn limited<R>(wanted: impl FnOnce() -> Wanted, at: Site, attempt: impl FnOnce() -> Option<R>, block: impl FnOnce() -> R) -> R {
    schedule::point();
    attempt().unwrap_or_else(|| match task::current_if_it_lives() {
        Some(task) => waits::pass(task, wanted(), at, block),
        None => block(),
    })
}

/// Takes a lock by a wait that registers itself; the order is checked before.
#[track_caller]
pub(crate) fn acquire_within<'a, G, X: Exit>(
    task: TaskRef,
    lock: &'a Lock,
    mode: Mode,
    at: Site,
    exit: X,
    wait: impl FnOnce() -> Result<G, Interrupt>,
) -> Result<(Hold<'a>, G), Interrupt> {
    ask(task, lock, mode, at, exit).map_err(X::interrupt)?;
    let guard = wait()?;
    Ok((Hold::push(task, lock, mode, at, unasked(task, lock, mode)), guard))
}

/// Looks whether the lock may be taken under what is held.
#[track_caller]
pub(crate) fn ask<X: Exit>(task: TaskRef, lock: &Lock, mode: Mode, at: Site, exit: X) -> Result<(), X::Error> {
    let place = next_place(task, lock, mode);
    if !task.local().held.is_alone() && !place.keeps() {
        settle(task, lock, mode, at, exit)?;
    }
    Ok(())
}

/// Turns an upgradable read into a write. It waits for the other readers while holding whatever was taken since.
#[track_caller]
pub(crate) fn upgrade(hold: &mut Hold<'_>, at: Site, attempt: impl Fn() -> Option<()>, block: impl FnOnce()) {
    let Ok(_) = take(hold.task, hold.lock, Mode::Upgrade, at, Unwinds, attempt, block);
    hold.convert(Mode::Exclusive);
}

/// Delivers what the current task has found.
#[track_caller]
fn deliver<X: Exit>(report: &Report, exit: X) -> Result<(), X::Error> {
    bubble::deliver(bubble::of_current().as_deref(), report, exit)
}

/// The capacity that the current task's test gives to bounded channels.
pub(crate) fn capacity() -> Option<CapacityMode> {
    bubble::of_current()?.rules.capacity
}

/// What there is to say of a chain of held locks that is seen for the first time.
#[cold]
#[inline(never)]
fn check_order(task: TaskRef, lock: &Lock, mode: Mode, at: Site, chain: u64) -> Option<Report> {
    if report::policy() == Policy::Off {
        return None;
    }
    let found = second_hold(task, lock, mode, at)
        .or_else(|| against_declaration(task, lock.origin.level, Some((lock, mode)), at))
        .or_else(|| learned::learn(task, task.local(), lock, mode, at));
    if found.as_ref().is_none_or(|report| report.grade == Grade::Potential) {
        learned::remember(chain);
    }
    found
}

/// The lock is one that this task holds already: perhaps in several modes, of which the worst counts.
fn second_hold(task: TaskRef, lock: &Lock, mode: Mode, at: Site) -> Option<Report> {
    let holds = task.local().held.iter().filter(|held| held.id() == lock.id());
    let (kind, grade) = holds.filter_map(|held| beside(held.mode(), mode)).max_by_key(|(_, grade)| *grade)?;
    let mut report = task.report();
    report.waits = Some((lock.wanted_in(mode), at));
    Some(Report::new(kind, grade, vec![report], "").advised())
}

/// What it means to want a lock in a mode while holding it in another.
fn beside(held: Mode, wanted: Mode) -> Option<(ReportKind, Grade)> {
    match (held, wanted) {
        (Mode::Shared | Mode::Recursive | Mode::Upgradable, Mode::Recursive) => None,
        (Mode::Upgradable, Mode::Shared | Mode::Upgrade) => None,
        (Mode::Shared | Mode::Recursive, Mode::Shared | Mode::Upgradable) => Some((ReportKind::RecursiveRead, Grade::Potential)),
        _ => Some((ReportKind::DoubleLock, Grade::Proven)),
    }
}

/// Something is held or owed, by this task or a parent that waits for it, beside which `level` must not be waited for.
fn against_declaration(task: TaskRef, level: Option<fn() -> &'static LevelInfo>, lock: Option<(&Lock, Mode)>, at: Site) -> Option<Report> {
    let wanted = level?();
    let local = task.local();
    let upgraded = lock.filter(|(_, mode)| *mode == Mode::Upgrade).map(|(lock, _)| lock.id());
    let fault = contradiction(local, wanted)
        .or_else(|| held_too_early(local, wanted, upgraded))
        .or_else(|| owed_too_early(local, wanted))
        .or_else(|| under_the_floor(local, wanted))?;
    let waits = match lock {
        Some((lock, mode)) => lock.wanted_in(mode),
        None => Wanted::Level(wanted.name),
    };
    let Fault { holds, debts, help } = fault;
    let tasks = vec![TaskReport { waits: Some((waits, at)), holds, debts, ..task.report() }];
    Some(Report { declared: Some(wanted.drawn), ..Report::new(ReportKind::DeclaredOrder, Grade::Proven, tasks, help) })
}

/// What stands against a wait, and what to change.
struct Fault {
    holds: Vec<HeldReport>,
    debts: Vec<DebtReport>,
    help: String,
}

/// Meets all levels that have to do with the wait.
fn contradiction(local: &Local, wanted: &'static LevelInfo) -> Option<Fault> {
    let held = local.held.iter().filter_map(|held| held.origin.level);
    let bound = local.floor.0.iter().copied().chain(local.debts.iter().map(|owed| owed.debt)).map(Debt::level);
    let circle = declared::meet(held.chain(bound).map(|level| level()).chain([wanted]))?.join("` -> `");
    let help = format!("declarations of several modules contradict each other, `{circle}`: remove one of these edges");
    Some(Fault { holds: local.holds(), debts: local.owes(), help })
}

fn held_too_early(local: &Local, wanted: &'static LevelInfo, upgraded: Option<LockId>) -> Option<Fault> {
    let late = |held: &Held| Some(held.id()) != upgraded && held.origin.level.is_some_and(|level| !declared::is_before(level(), wanted));
    let at = local.held.iter().position(late)?;
    let level = local.held[at].origin.level.map_or(wanted, |level| level());
    let (name, first) = (level.name, wanted.name);
    let help = if ptr::eq(level, wanted) {
        format!("two locks of `{name}` are taken together, with `lock_all`; if it is one lock, pass its guard on")
    } else if declared::is_before(wanted, level) {
        format!("take `{first}` before `{name}`, or release `{name}` first")
    } else {
        format!("release `{name}` first, or declare that `{first}` comes after it")
    };
    Some(Fault { holds: vec![local.holds().swap_remove(at)], debts: vec![], help })
}

fn owed_too_early(local: &Local, wanted: &'static LevelInfo) -> Option<Fault> {
    let owed = local.debts.iter().find(|owed| !owed.debt.allows(wanted))?;
    let level = owed.debt.level()();
    let (name, first) = (level.name, wanted.name);
    let end = if matches!(owed.debt, Debt::Owes(_)) { "what is owed to" } else { "the receiver of" };
    let help = if ptr::eq(level, wanted) {
        format!("drop {end} `{name}` first, or hand it to the task that uses it")
    } else if declared::is_before(wanted, level) {
        format!("wait for `{first}` before {end} `{name}` comes to this task, or drop that first")
    } else {
        format!("drop {end} `{name}` first, or declare that `{first}` comes after it")
    };
    Some(Fault { holds: vec![], debts: vec![owed.report()], help })
}

fn under_the_floor(local: &Local, wanted: &'static LevelInfo) -> Option<Fault> {
    let bound = local.floor.0.iter().find(|bound| !bound.allows(wanted))?;
    let name = bound.level()().name;
    let help = match bound {
        Debt::Owes(_) => format!("this task's parent holds `{name}`, or owes it, and waits for this task: take only what comes after"),
        Debt::Drains(_) => format!("this task's parent drains `{name}` and waits for this task: take only what may be waited for then"),
    };
    Some(Fault { holds: vec![], debts: vec![], help })
}

/// The task enters code that may take `levels` and all that comes after them.
#[track_caller]
pub(crate) fn check_entry(levels: &[fn() -> &'static LevelInfo], at: Site) -> TaskRef {
    let task = current();
    let local = task.local();
    if (!local.held.is_empty() || local.has_floor()) && report::policy() != Policy::Off {
        let found = levels.iter().find_map(|&level| against_declaration(task, Some(level), None, at));
        if let Some(report) = found {
            let Ok(()) = deliver(&report, Unwinds);
        }
    }
    task
}

/// Waits until all of `children` have ended.
#[track_caller]
pub(crate) fn waiting_for_tasks<R, X: Exit>(children: &[Child], at: Site, exit: X, wait: impl FnOnce() -> R) -> Result<R, X::Error> {
    let result = waits::wait(current(), waits::On::Tasks(children.to_vec()), at, exit, || None, wait)?;
    children.iter().for_each(Child::joined);
    Ok(result)
}

/// The tasks of a scope, known by the address of std's own record of it.
pub(crate) struct ScopeTasks {
    scope: *const (),
}

impl ScopeTasks {
    /// The scope's tasks start from what the current task holds.
    pub(crate) fn new(scope: *const ()) -> ScopeTasks {
        waits::open_scope(scope, Floor::of_current());
        ScopeTasks { scope }
    }

    /// The owner is about to wait for all of them. A panic cannot leave a scope before its tasks have ended, so a circle found here
    /// aborts where the policy is to panic.
    pub(crate) fn wait_for_end(&self, at: Site) -> ScopeWait {
        let mut entry = waits::Entry::register(current(), waits::On::Scope(self.scope), at);
        while let Some(report) = entry.found() {
            let Ok(()) = entry.aside(|| deliver(&report, Stays));
        }
        ScopeWait { _entry: entry, _away: schedule::leave(), scope: self.scope }
    }
}

/// The wait for the end of a scope; dropped after it.
pub(crate) struct ScopeWait {
    _entry: waits::Entry,
    _away: schedule::Away,
    scope: *const (),
}

impl Drop for ScopeWait {
    fn drop(&mut self) {
        waits::close_scope(self.scope).iter().for_each(Child::joined);
    }
}

/// Waits for something that is no lock and no task's end: `attempt` without waiting, or else `block`, registered. A wait that ends by
/// itself, at a deadline or by a cancellation, does not come here: its task counts as one that can move.
#[track_caller]
pub(crate) fn wait_for<R, X: Exit>(
    awaited: &impl Awaited,
    at: Site,
    exit: X,
    attempt: impl Fn() -> Option<R>,
    block: impl FnOnce() -> R,
) -> Result<R, X::Error> {
    schedule::point();
    if let Some(result) = attempt().or_else(|| awaited.can_be_attempted().then(|| spin(&attempt, || false)).flatten()) {
        return Ok(result);
    }
    if report::policy() == Policy::Off {
        let _away = schedule::leave();
        return Ok(block());
    }
    waits::wait(current(), waits::On::event(awaited), at, exit, attempt, block)
}
