//! The threads of the process, as the kernel counts them: among them those that the checker has never seen.

use crate::prim::kernel::{self, is_exiting};
use crate::prim::{Mutex, OnceLock, statics};
use std::collections::VecDeque;
use std::time::{Duration, Instant};

pub(super) use crate::prim::kernel::{own_id, state};

/// Who runs in this process beside the tasks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Others {
    Nobody,
    Somebody,
    /// The system does not say.
    Unknown,
}

/// All but those of this crate.
fn listed() -> Option<Vec<u32>> {
    let ids = kernel::listed()?;
    let ours = OURS.lock();
    Some(ids.into_iter().filter(|id| !ours.contains(id)).collect())
}

statics! {
    /// Threads of this crate's own, which wake nobody.
    static OURS: Mutex<Vec<u32>> = Mutex::new(Vec::new());
}

/// The current thread is this crate's own, as long as the process lives.
#[cfg_attr(not(feature = "signal"), allow(dead_code))]
pub(crate) fn thread_is_ours() {
    OURS.lock().extend(own_id());
}

/// Whether there are threads that `is_known` does not know.
///
/// The kernel's listing may end early at a thread that goes just then, so only one that comes out the same twice counts.
pub(super) fn others(is_known: impl Fn(u32) -> bool) -> Others {
    let mut last = None;
    for _ in 0..LISTINGS {
        let Some(now) = listed() else { return Others::Unknown };
        if !now.iter().all(|&id| is_known(id) || is_exiting(id)) {
            return Others::Somebody;
        }
        if last.as_ref() == Some(&now) {
            return Others::Nobody;
        }
        last = Some(now);
    }
    Others::Somebody
}

const LISTINGS: usize = 4;

/// The threads that `is_known` does not know, as far as one listing says.
pub(super) fn strangers(is_known: impl Fn(u32) -> bool) -> Vec<u32> {
    listed().unwrap_or_default().into_iter().filter(|&id| !is_known(id) && !is_exiting(id)).collect()
}

/// All threads, as far as one listing says.
pub(super) fn all() -> Vec<u32> {
    listed().unwrap_or_default()
}

statics! {
    static ELDERS: OnceLock<Vec<u32>> = OnceLock::new();
}

/// Remembers the threads that are older than the first task: what this crate made can have come to them only by hand.
pub(super) fn remember_elders() {
    ELDERS.get_or_init(|| listed().unwrap_or_default());
}

pub(super) fn is_elder(id: u32) -> bool {
    ELDERS.get().is_some_and(|elders| elders.contains(&id))
}

/// Threads that are past their last task and all that it owned, and that the kernel may still list.
pub(super) struct Past(VecDeque<(u32, Instant)>);

/// How long a thread may take to go. The kernel gives numbers anew, so one is not remembered for ever.
const TO_GO: Duration = Duration::from_secs(5);
const AT_ONCE: usize = 256;

impl Past {
    pub(super) const fn new() -> Past {
        Past(VecDeque::new())
    }

    pub(super) fn add(&mut self, id: u32) {
        while self.0.len() >= AT_ONCE || self.0.front().is_some_and(|(_, since)| since.elapsed() > TO_GO) {
            self.0.pop_front();
        }
        self.0.push_back((id, Instant::now()));
    }

    pub(super) fn contains(&self, id: u32) -> bool {
        self.0.iter().any(|&(past, since)| past == id && since.elapsed() <= TO_GO)
    }
}

#[cfg(all(test, any(target_os = "linux", target_os = "android")))]
mod tests {
    use super::*;

    #[test]
    fn a_thread_is_listed_while_it_lives() {
        let own = own_id().expect("its number");
        assert!(listed().expect("a listing").contains(&own));
        assert_eq!(others(|id| id != own), Others::Somebody);
        let past = std::thread::spawn(own_id).join().expect("no panic").expect("its number");
        assert_ne!(past, own);
        assert!(!listed().expect("a listing").contains(&past) || is_exiting(past));
        assert!(!is_exiting(own));
    }

    #[test]
    fn only_so_many_are_remembered() {
        let mut past = Past::new();
        (0..1000).for_each(|id| past.add(id));
        assert!(past.contains(999) && !past.contains(0));
        assert_eq!(past.0.len(), AT_ONCE);
    }
}
