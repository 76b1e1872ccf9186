//! The capacity switch.

use crate::settings;
use crate::watch;
use std::sync::atomic::{AtomicU8, Ordering};

/// Which capacity bounded channels get. Set by [`set_capacity_mode`] or by the variable `UNHANG`.
///
/// A program that cannot deadlock when each send waits for its receiver cannot deadlock at any capacity: a buffer only lets a sender
/// go on earlier. So a run of the tests at [`Rendezvous`](CapacityMode::Rendezvous) shows what a larger buffer hides until the day
/// it is full; and a program that is stuck at `Rendezvous` only, or no more at [`Unbounded`](CapacityMode::Unbounded), leans on its
/// buffers.
///
/// That holds for programs which send and receive, with one sender and one receiver for each channel, and share nothing else. It
/// does not hold for what asks for the capacity: `try_send` and a `select!` with a `default` fail where no receiver waits, the
/// timed forms may run out of time, `len`, `is_empty`, `is_full` and `capacity` answer otherwise. Nor where it matters what came
/// first, in a `select!` or among several senders or receivers, or where tasks take locks: a task that has sent goes on earlier
/// with a buffer. Nor does it hold for a channel that serves as a counter, whose capacity is its meaning (a channel of tokens; a
/// `bounded(1)` into which its own task sends): create that one with [`bounded_exact`](super::bounded_exact), which is exempt, or
/// give it a level with `#[channel(bounded, token)]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CapacityMode {
    /// What the program asks for. The default, and `UNHANG=capacity=declared`.
    Declared,
    /// None: each send into a bounded channel waits for its receiver. `UNHANG=capacity=0`.
    Rendezvous,
    /// No bound: no send waits. `UNHANG=capacity=unbounded`.
    Unbounded,
}

static MODE: AtomicU8 = AtomicU8::new(UNSET);
const UNSET: u8 = u8::MAX;

/// Sets the capacity of all bounded channels that are created from now on. It wins over the variable `UNHANG`, and works in unchecked
/// builds as well.
pub fn set_capacity_mode(mode: CapacityMode) {
    MODE.store(mode as u8, Ordering::Relaxed);
}

fn mode() -> CapacityMode {
    match MODE.load(Ordering::Relaxed) {
        UNSET => {
            let mode = settings::from_environment().capacity;
            // Loses against a mode that was set in the meantime.
            let _ = MODE.compare_exchange(UNSET, mode as u8, Ordering::Relaxed, Ordering::Relaxed);
            mode
        }
        value => [CapacityMode::Declared, CapacityMode::Rendezvous, CapacityMode::Unbounded][usize::from(value)],
    }
}

/// The capacity that a channel gets which is declared with this one.
pub(super) fn in_force(declared: Option<usize>) -> Option<usize> {
    let declared = declared?;
    match watch::capacity().unwrap_or_else(mode) {
        CapacityMode::Declared => Some(declared),
        CapacityMode::Rendezvous => Some(0),
        CapacityMode::Unbounded => None,
    }
}
