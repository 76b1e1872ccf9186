//! The reader-writer lock, with parking_lot's contract: a writer keeps others out first, and then waits for the readers inside. So
//! readers queue behind a writer that waits, but not behind one that another writer, or an upgradable read, keeps from that.

use super::execution::is_abandoned;
use super::{Sleepers, block, block_until, now, step};
use parking_lot::Mutex;
use parking_lot::lock_api::{self, GuardNoSend};
use std::iter;
use std::time::{Duration, Instant};

pub(crate) type RwLock<T> = lock_api::RwLock<RawRwLock, T>;

pub struct RawRwLock {
    state: Mutex<State>,
    changed: Sleepers,
}

#[derive(Clone, Copy)]
struct State {
    readers: usize,
    /// One of the readers may upgrade.
    upgradable: bool,
    /// A writer is inside, or waits for the readers.
    writer: bool,
}

impl RawRwLock {
    /// Changes the state, if `change` can.
    fn attempt(&self, change: impl FnOnce(&mut State) -> bool) -> bool {
        step();
        change(&mut self.state.lock())
    }

    fn wait(&self, change: impl Fn(&mut State) -> bool) {
        step();
        if is_abandoned() {
            return;
        }
        block(iter::once(&self.changed), || change(&mut self.state.lock()).then_some(()));
    }

    fn wait_until(&self, deadline: Instant, change: impl Fn(&mut State) -> bool) -> bool {
        step();
        block_until(deadline, || change(&mut self.state.lock()).then_some(())).is_some()
    }

    fn release(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state.lock());
        self.changed.wake();
    }
}

fn read(state: &mut State) -> bool {
    let can = !state.writer;
    state.readers += usize::from(can);
    can
}

fn read_recursively(state: &mut State) -> bool {
    let can = !state.writer || state.readers > 0;
    state.readers += usize::from(can);
    can
}

fn read_upgradably(state: &mut State) -> bool {
    let can = !state.writer && !state.upgradable;
    if can {
        *state = State { readers: state.readers + 1, upgradable: true, ..*state };
    }
    can
}

fn keep_out(state: &mut State) -> bool {
    let can = !state.writer && !state.upgradable;
    state.writer |= can;
    can
}

fn is_empty(state: &mut State) -> bool {
    state.readers == 0
}

fn write(state: &mut State) -> bool {
    let can = state.readers == 0 && !state.writer;
    state.writer |= can;
    can
}

/// From an upgradable read: the others cannot be kept out before.
fn upgrade(state: &mut State) -> bool {
    let can = state.readers == 1;
    if can {
        *state = State { readers: 0, upgradable: false, writer: true };
    }
    can
}

fn stop_reading(state: &mut State) {
    state.readers -= 1;
}

fn stop_reading_upgradably(state: &mut State) {
    *state = State { readers: state.readers - 1, upgradable: false, ..*state };
}

fn stop_writing(state: &mut State) {
    state.writer = false;
}

/// From an upgradable read to a writer that waits for the others.
fn announce(state: &mut State) {
    *state = State { readers: state.readers - 1, upgradable: false, writer: true };
}

fn withdraw(state: &mut State) {
    *state = State { readers: state.readers + 1, upgradable: true, writer: false };
}

// SAFETY: a writer goes in where there is neither a reader nor another writer, a reader where there is no writer inside.
unsafe impl lock_api::RawRwLock for RawRwLock {
    const INIT: Self =
        RawRwLock { state: parking_lot::const_mutex(State { readers: 0, upgradable: false, writer: false }), changed: Sleepers::new() };
    type GuardMarker = GuardNoSend;

    fn lock_shared(&self) {
        self.wait(read);
    }

    fn try_lock_shared(&self) -> bool {
        self.attempt(read)
    }

    unsafe fn unlock_shared(&self) {
        self.release(stop_reading);
    }

    fn lock_exclusive(&self) {
        self.wait(keep_out);
        self.wait(is_empty);
    }

    fn try_lock_exclusive(&self) -> bool {
        self.attempt(write)
    }

    unsafe fn unlock_exclusive(&self) {
        self.release(stop_writing);
    }

    fn is_locked(&self) -> bool {
        let state = *self.state.lock();
        state.readers > 0 || state.writer
    }

    fn is_locked_exclusive(&self) -> bool {
        self.state.lock().writer
    }
}

// SAFETY: see above.
unsafe impl lock_api::RawRwLockFair for RawRwLock {
    unsafe fn unlock_shared_fair(&self) {
        self.release(stop_reading);
    }

    unsafe fn unlock_exclusive_fair(&self) {
        self.release(stop_writing);
    }
}

// SAFETY: see above.
unsafe impl lock_api::RawRwLockDowngrade for RawRwLock {
    unsafe fn downgrade(&self) {
        self.release(|state| *state = State { readers: 1, upgradable: false, writer: false });
    }
}

// SAFETY: see above.
unsafe impl lock_api::RawRwLockTimed for RawRwLock {
    type Duration = Duration;
    type Instant = Instant;

    fn try_lock_shared_for(&self, timeout: Duration) -> bool {
        self.try_lock_shared_until(now() + timeout)
    }

    fn try_lock_shared_until(&self, deadline: Instant) -> bool {
        self.wait_until(deadline, read)
    }

    fn try_lock_exclusive_for(&self, timeout: Duration) -> bool {
        self.try_lock_exclusive_until(now() + timeout)
    }

    fn try_lock_exclusive_until(&self, deadline: Instant) -> bool {
        let announced = self.wait_until(deadline, keep_out);
        let taken = announced && self.wait_until(deadline, is_empty);
        if announced && !taken {
            self.release(stop_writing);
        }
        taken
    }
}

// SAFETY: a reader goes in where there is another one.
unsafe impl lock_api::RawRwLockRecursive for RawRwLock {
    fn lock_shared_recursive(&self) {
        self.wait(read_recursively);
    }

    fn try_lock_shared_recursive(&self) -> bool {
        self.attempt(read_recursively)
    }
}

// SAFETY: see above.
unsafe impl lock_api::RawRwLockRecursiveTimed for RawRwLock {
    fn try_lock_shared_recursive_for(&self, timeout: Duration) -> bool {
        self.wait_until(now() + timeout, read_recursively)
    }

    fn try_lock_shared_recursive_until(&self, deadline: Instant) -> bool {
        self.wait_until(deadline, read_recursively)
    }
}

// SAFETY: one reader at a time may upgrade, and no writer goes in as long as it is there.
unsafe impl lock_api::RawRwLockUpgrade for RawRwLock {
    fn lock_upgradable(&self) {
        self.wait(read_upgradably);
    }

    fn try_lock_upgradable(&self) -> bool {
        self.attempt(read_upgradably)
    }

    unsafe fn unlock_upgradable(&self) {
        self.release(stop_reading_upgradably);
    }

    unsafe fn upgrade(&self) {
        self.release(announce);
        self.wait(is_empty);
    }

    unsafe fn try_upgrade(&self) -> bool {
        self.attempt(upgrade)
    }
}

// SAFETY: see above.
unsafe impl lock_api::RawRwLockUpgradeFair for RawRwLock {
    unsafe fn unlock_upgradable_fair(&self) {
        self.release(stop_reading_upgradably);
    }

    unsafe fn bump_upgradable(&self) {
        step();
    }
}

// SAFETY: see above.
unsafe impl lock_api::RawRwLockUpgradeDowngrade for RawRwLock {
    unsafe fn downgrade_upgradable(&self) {
        self.release(|state| state.upgradable = false);
    }

    unsafe fn downgrade_to_upgradable(&self) {
        self.release(|state| *state = State { readers: 1, upgradable: true, writer: false });
    }
}

// SAFETY: see above.
unsafe impl lock_api::RawRwLockUpgradeTimed for RawRwLock {
    fn try_lock_upgradable_for(&self, timeout: Duration) -> bool {
        self.try_lock_upgradable_until(now() + timeout)
    }

    fn try_lock_upgradable_until(&self, deadline: Instant) -> bool {
        self.wait_until(deadline, read_upgradably)
    }

    unsafe fn try_upgrade_for(&self, timeout: Duration) -> bool {
        // SAFETY: the caller's.
        unsafe { self.try_upgrade_until(now() + timeout) }
    }

    unsafe fn try_upgrade_until(&self, deadline: Instant) -> bool {
        self.release(announce);
        let upgraded = self.wait_until(deadline, is_empty);
        if !upgraded {
            self.release(withdraw);
        }
        upgraded
    }
}
