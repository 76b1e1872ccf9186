//! The order of every pair of locks that was ever held together, and the cache in front of it.

use super::lock::{Lock, LockId};
use super::stack::Held;
use super::task::{Local, TaskRef};
use crate::graph::{Edge, Order};
use crate::prim::{LazyLock, Mutex, statics};
use crate::report::{Grade, HeldReport, Report, ReportKind, Site, TaskReport, Wanted};
use crate::watch::Mode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Chains of held locks that were found in order, behind what each task remembers itself. A chain that was pushed out of its set is
/// looked at again.
///
/// The idea of a hash per chain of held locks is that of the Linux kernel's lockdep.
static CHAINS: [Set; 1 << SETS_BITS] = [const { Set([const { AtomicU64::new(0) }; WAYS]) }; 1 << SETS_BITS];
const SETS_BITS: u32 = 14;
const WAYS: usize = 8;

#[repr(align(64))]
struct Set([AtomicU64; WAYS]);

fn set_of(chain: u64) -> (&'static Set, u64) {
    // Zero stands for an empty place. All bits of others count: the lowest ones say how the last lock is wanted.
    let chain = chain.max(1);
    (&CHAINS[(chain >> (64 - SETS_BITS)) as usize], chain)
}

pub(super) fn is_known(chain: u64) -> bool {
    let (set, chain) = set_of(chain);
    set.0.iter().any(|known| known.load(Ordering::Relaxed) == chain)
}

pub(super) fn remember(chain: u64) {
    let (set, chain) = set_of(chain);
    let empty = set.0.iter().position(|known| known.load(Ordering::Relaxed) == 0);
    set.0[empty.unwrap_or((chain >> 1) as usize % WAYS)].store(chain, Ordering::Relaxed);
}

statics! {
    static ORDER: LazyLock<Mutex<Order<Witness>>> = LazyLock::new(|| Mutex::new(Order::new()));
}

#[derive(Clone)]
struct Witness {
    serial: u64,
    epoch: u32,
    name: Arc<str>,
    held: HeldReport,
    spawned: Option<Site>,
    wanted: (Wanted, Site),
}

/// Forgets a lock that is no more.
pub(super) fn forget(id: LockId) {
    ORDER.lock().remove(id.0);
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
    let (serial, epoch) = (task.serial(), local.history.epoch);
    local.history.seen = true;
    let holds = local.holds();
    let wanted = (lock.wanted_in(mode), at);
    let mut order = ORDER.lock();
    let mut found = None;
    for (held, report) in local.held.iter().zip(&holds) {
        if held.id() == lock.id() {
            continue;
        }
        let alone = |other: &&Held| other.id() != held.id() && !shared(other.mode());
        let edge = Edge {
            to: lock.id().0,
            firm: firm(held.mode()),
            passes: passes(lock, mode),
            gates: local.held.iter().filter(alone).map(|other| other.id().0).collect(),
            witness: Witness { serial, epoch, name: task.name(), held: report.clone(), spawned: task.spawned(), wanted: wanted.clone() },
        };
        let same = |a: &Witness, b: &Witness| a.serial == b.serial && a.epoch == b.epoch;
        let ordered = |past: &Witness| past.serial != serial && local.history.is_past(past.serial, past.epoch);
        found = found.or(order.observe(held.id().0, edge, same, ordered));
    }
    drop(order);
    found.map(report)
}

fn report(circle: Vec<Witness>) -> Report {
    let seen = |seen: Witness| TaskReport {
        waits: Some(seen.wanted),
        holds: vec![seen.held],
        spawned: seen.spawned,
        ..TaskReport::new(seen.name.to_string(), seen.serial)
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
