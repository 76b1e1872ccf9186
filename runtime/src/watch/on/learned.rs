//! The order of every pair of locks that was ever held together, and the cache in front of it.

use super::findings;
use super::lock::{Lock, LockId, Origin};
use super::stack::Held;
use super::task::{Local, TaskRef};
use crate::graph::{Edge, Order};
use crate::prim::{Mutex, statics};
use crate::report::{Grade, Report, ReportKind, Site, TaskReport};
use crate::watch::Mode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// Chains of held locks that were found in order, behind what each task remembers itself. A chain that was pushed out of its set is
/// looked at again.
///
/// The idea of a hash per chain of held locks is that of the Linux kernel's lockdep.
static CHAINS: [Set; 1 << SETS_BITS] = [const { Set([const { AtomicU32::new(0) }; WAYS]) }; 1 << SETS_BITS];
const SETS_BITS: u32 = 13;
const WAYS: usize = 16;

/// The lower halves of chains, which say how the last lock is wanted; zero is an empty place. With the set's number, which is the
/// upper end, they tell chains apart. One in a hundred millions is taken for another: that costs a finding, and never makes one.
#[repr(align(64))]
struct Set([AtomicU32; WAYS]);

impl Set {
    fn of(chain: u64) -> (&'static Set, u32) {
        (&CHAINS[(chain >> (u64::BITS - SETS_BITS)) as usize], (chain as u32).max(1))
    }

    /// The places of a chain, the likeliest first. They are filled in this order, and none is emptied again.
    fn places(&self, chain: u64) -> impl Iterator<Item = &AtomicU32> {
        let likeliest = (chain >> u32::BITS) as usize;
        (0..WAYS).map(move |step| &self.0[(likeliest + step) % WAYS])
    }
}

#[inline(always)]
pub(super) fn is_known(chain: u64) -> bool {
    let (set, half) = Set::of(chain);
    let known = set.places(chain).map(|known| known.load(Ordering::Relaxed));
    known.take_while(|&known| known != 0).any(|known| known == half)
}

pub(super) fn remember(chain: u64) {
    let (set, half) = Set::of(chain);
    let empty = set.places(chain).find(|known| known.load(Ordering::Relaxed) == 0);
    if let Some(place) = empty.or(set.places(chain).next()) {
        place.store(half, Ordering::Relaxed);
    }
}

statics! {
    static ORDER: Mutex<Order<Witness>> = Mutex::new(Order::new());
}

/// Who saw a lock wanted while another was held: as little as it can be, since there is one for each pair of locks.
#[derive(Clone)]
struct Witness {
    observer: Arc<Observer>,
    held: Seen,
    wanted: Seen,
}

/// A task in one epoch.
pub(super) struct Observer {
    serial: u64,
    epoch: u32,
    name: Arc<str>,
    spawned: Option<Site>,
}

/// The observer that `task` was last, if it is that still.
fn renewed(observer: &mut Option<Arc<Observer>>, task: TaskRef, epoch: u32, spawned: Option<Site>) -> &Arc<Observer> {
    let serial = task.serial();
    let last = observer.take().filter(|last| last.serial == serial && last.epoch == epoch);
    observer.insert(last.unwrap_or_else(|| Arc::new(Observer { serial, epoch, name: task.name(), spawned })))
}

/// A lock, in which mode, and where it was taken or wanted.
#[derive(Clone, Copy)]
struct Seen {
    key: u64,
    origin: Origin,
    at: Site,
}

/// Forgets a lock that is no more.
pub(super) fn forget(id: LockId) {
    ORDER.lock().remove(id.number());
}

fn shared(mode: Mode) -> bool {
    matches!(mode, Mode::Shared | Mode::Recursive)
}

/// How firmly a lock is held.
fn firm(mode: Mode) -> u8 {
    match mode {
        Mode::Upgradable => 1,
        Mode::Shared | Mode::Recursive => 2,
        Mode::Exclusive | Mode::Upgrade => 3,
    }
}

/// The firmest hold beside which a lock can be had.
///
/// Where there are writers, one may come at any time. It waits for the readers inside, and stops all who come after it but recursive
/// ones; so a read is kept out by another. An upgradable read keeps the writer from that. A lock that nobody has written yet is
/// taken to have none.
fn passes(lock: &Lock, mode: Mode) -> u8 {
    match mode {
        Mode::Exclusive | Mode::Upgradable | Mode::Upgrade => 0,
        Mode::Shared if lock.was_taken_alone() => 1,
        Mode::Shared | Mode::Recursive => 2,
    }
}

/// Learns that `lock` is wanted while all of `held` is, and reports the first circle that this closes.
pub(super) fn learn(task: TaskRef, local: &mut Local, lock: &Lock, mode: Mode, at: Site) -> Option<Report> {
    let Local { held: holds, history, observer, .. } = local;
    history.seen = true;
    let observer = renewed(observer, task, history.epoch, task.spawned());
    let wanted = Seen { key: lock.id().key(mode), origin: lock.origin, at };
    let same = |a: &Witness, b: &Witness| a.observer.serial == b.observer.serial && a.observer.epoch == b.observer.epoch;
    let ordered = |past: &Witness| {
        let Observer { serial, epoch, .. } = *past.observer;
        serial != observer.serial && history.is_past(serial, epoch)
    };
    let number = lock.id().number();
    let mut order = ORDER.lock();
    let mut found = None;
    for held in holds.iter().filter(|held| held.id() != lock.id()) {
        let alone = |other: &&Held| other.id() != held.id() && !shared(other.mode());
        let edge = Edge {
            firm: firm(held.mode()),
            passes: passes(lock, mode),
            gates: holds.iter().filter(alone).map(|other| other.id().0).collect(),
            witness: Witness { observer: observer.clone(), held: Seen { key: held.key, origin: held.origin, at: held.at }, wanted },
        };
        found = found.or(order.observe(held.id().number(), number, edge, same, ordered));
    }
    drop(order);
    found.map(report)
}

fn report(circle: Vec<Witness>) -> Report {
    let seen = |Witness { observer, held, wanted }: Witness| TaskReport {
        waits: Some((findings::wanted(wanted.key, wanted.origin), wanted.at)),
        holds: vec![findings::held(held.key, held.origin, held.at)],
        spawned: observer.spawned,
        ..TaskReport::new(observer.name.to_string(), observer.serial)
    };
    Report::new(ReportKind::LearnedOrder, Grade::Potential, circle.into_iter().map(seen).collect(), "").advised()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::watch::Kind;

    #[test]
    fn a_chain_is_not_known_for_another_mode() {
        const MODES: [Mode; 5] = [Mode::Exclusive, Mode::Shared, Mode::Recursive, Mode::Upgradable, Mode::Upgrade];
        for mode in MODES {
            let lock = Lock::new(Kind::RwLock, None, std::panic::Location::caller()).id();
            remember(lock.key(mode));
            assert_eq!(MODES.map(|other| is_known(lock.key(other))), MODES.map(|other| other == mode));
        }
    }
}
