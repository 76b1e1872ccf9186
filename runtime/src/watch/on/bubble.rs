//! The tasks of a test: they belong together, and what goes wrong among them is the test's failure.
//!
//! A test's own tasks are the only ones that have what was made in it, unless it puts that where others find it. So they are all asleep
//! when each of them waits and no other thread of the process can have got an end from them. Which threads these are the kernel's list
//! does not say. The tasks of other tests are none, nor is the thread that waits for the test, nor the one that runs the tests. A thread
//! that the checker does not know may be of another test, or a helper that this one started by itself. See [`Patience`].

use super::schedule::Seat;
use super::task::{current, current_if_it_lives};
use super::threads;
use super::waits;
use crate::deadlock::Exit;
use crate::report::{self, Policy, Report, ReportKind, TaskReport};
use crate::watch::{Fate, Rules};
use parking_lot::Mutex;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// A test that runs.
pub(crate) struct Bubble {
    test: Arc<Test>,
    patience: Mutex<Patience>,
}

/// What its tasks share.
pub(super) struct Test {
    pub(super) number: u64,
    pub(super) rules: Rules,
    /// The kernel's numbers of threads that wait for tests, and have nothing of theirs.
    pub(super) runners: Vec<u32>,
    /// Its first task, once there is one.
    pub(super) root: AtomicU64,
    seed: Option<u64>,
    found: Mutex<Vec<Found>>,
    /// Nobody waits for it any more.
    is_closed: AtomicBool,
    notify: Box<dyn Fn() + Send + Sync>,
}

/// What was found, and whether a panic has told of it.
#[derive(Clone)]
pub(super) struct Found {
    report: Report,
    is_told: bool,
}

static NUMBERS: AtomicU64 = AtomicU64::new(1);
/// How many tests there are: they run, or have failed and left tasks behind.
static THERE: AtomicUsize = AtomicUsize::new(0);

/// Whether there is a test anywhere: asked before what only tests ask for.
#[inline(always)]
pub(super) fn is_any() -> bool {
    THERE.load(Ordering::Relaxed) != 0
}

impl Bubble {
    /// For a test on which the current thread waits. `notify` is called whenever something has changed.
    pub(crate) fn new(rules: Rules, seed: Option<u64>, notify: impl Fn() + Send + Sync + 'static) -> Bubble {
        let harness = rules.harness.then(std::process::id);
        let test = Arc::new(Test {
            number: NUMBERS.fetch_add(1, Ordering::Relaxed),
            rules,
            runners: threads::own_id().into_iter().chain(harness).collect(),
            root: AtomicU64::new(0),
            seed,
            found: Mutex::new(Vec::new()),
            is_closed: AtomicBool::new(false),
            notify: Box::new(notify),
        });
        THERE.fetch_add(1, Ordering::Relaxed);
        waits::open_bubble(&test);
        Bubble { test, patience: Mutex::new(Patience::new(threads::all())) }
    }

    /// The next task that the current one starts, while the result lives, is the test's first.
    pub(crate) fn open(&self) -> impl Drop {
        struct Opening;
        impl Drop for Opening {
            fn drop(&mut self) {
                current().local().opens = None;
            }
        }
        current().local().opens = Some((self.test.clone(), self.test.seed.map(Seat::first)));
        Opening
    }

    /// What has become of the test. `returned` says whether its body is over.
    pub(crate) fn look(&self, returned: bool) -> Option<Fate> {
        let looks = report::policy() != Policy::Off;
        let finding = looks.then(|| waits::stuck_bubble(&self.test, &mut self.patience.lock())).flatten();
        if let Some(finding) = finding {
            self.test.record(&finding, false);
            report::announce(&finding);
        }
        let is_over = returned && self.test.rules.leaks || waits::is_bubble_empty(self.test.number);
        let at_the_end = |found: &Found| matches!(found.report.kind, ReportKind::Stranded | ReportKind::Forgotten);
        let all = self.test.found.lock();
        let found = all.iter().find(|found| !at_the_end(found)).or_else(|| all.first().filter(|_| is_over)).cloned();
        found.map(|Found { report, is_told }| Fate::Found(Box::new(report), is_told)).or_else(|| is_over.then_some(Fate::Ended))
    }

    /// Its tasks, as they are now.
    pub(crate) fn tasks(&self) -> Vec<TaskReport> {
        waits::all_of(Some(self.test.number))
    }
}

impl Drop for Bubble {
    fn drop(&mut self) {
        self.test.is_closed.store(true, Ordering::Relaxed);
        waits::close_bubble(self.test.number);
    }
}

impl Drop for Test {
    fn drop(&mut self) {
        THERE.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Test {
    pub(super) fn changed(&self) {
        (self.notify)();
    }

    fn record(&self, report: &Report, is_told: bool) {
        if report::policy() == Policy::Off {
            return;
        }
        self.found.lock().push(Found { report: report.clone(), is_told });
        self.changed();
    }

    /// A message of the test was lost.
    pub(super) fn stranded(&self, report: &Report) {
        if !self.rules.stranded && !std::thread::panicking() {
            self.record(report, false);
        }
    }

    /// A task has ended and left locks behind.
    pub(super) fn forgot(&self, task: TaskReport) {
        if !self.rules.forgotten {
            self.record(&Report::new(ReportKind::Forgotten, report::Grade::Proven, vec![task], "").advised(), false);
        }
    }
}

/// Delivers a finding about tasks of a test, or of none.
#[track_caller]
pub(super) fn deliver<X: Exit>(test: Option<&Test>, report: &Report, exit: X) -> Result<(), X::Error> {
    match test {
        // What is left of a test that is over is stuck in peace.
        Some(test) if test.is_closed.load(Ordering::Relaxed) => Ok(()),
        Some(test) => report::deliver_in_test(report, exit, |is_told| test.record(report, is_told)),
        None => report::deliver(report, exit),
    }
}

/// The test of which the current task is part, also if nobody waits for that any more.
pub(super) fn of_current() -> Option<Arc<Test>> {
    current_if_it_lives()?.local().test.clone()
}

/// For how long threads that the checker does not know can still be hoped for, once all tasks of a test wait.
///
/// One that began after the test may have been started by it, and is waited for as long as it lives. One that is older can have got
/// something from the test only where that was left for it, as for the workers of a pool; it gets a second.
pub(super) struct Patience {
    elders: Vec<u32>,
    since: Option<Instant>,
    suspects: Vec<u32>,
}

const GRACE: Duration = Duration::from_secs(1);

impl Patience {
    fn new(elders: Vec<u32>) -> Patience {
        Patience { elders, since: None, suspects: Vec::new() }
    }

    /// Somebody moves.
    pub(super) fn reset(&mut self) {
        self.since = None;
    }

    /// Whether it is over. All tasks of the test wait, and these threads are not known.
    pub(super) fn is_over(&mut self, strangers: &[u32], now: Instant) -> bool {
        let younger = strangers.iter().copied().filter(|thread| !self.elders.contains(thread));
        match self.since {
            None => {
                self.since = Some(now);
                self.suspects = younger.collect();
            }
            // Whoever came since then was started by one of these, if by somebody of this test.
            Some(_) if !self.suspects.is_empty() => self.suspects = younger.collect(),
            Some(_) => {}
        }
        let waited = self.since.is_some_and(|since| now.saturating_duration_since(since) >= GRACE);
        self.suspects.is_empty() && (strangers.is_empty() || waited)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_waited_for() {
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let mut patience = Patience::new(vec![1, 2]);
        assert!(patience.is_over(&[], at(0)), "nobody else");
        patience.reset();
        assert!(!patience.is_over(&[1], at(0)) && !patience.is_over(&[1], at(999)) && patience.is_over(&[1], at(1000)));
        patience.reset();
        assert!(!patience.is_over(&[1], at(1001)), "somebody has moved");
        assert!(patience.is_over(&[1, 9], at(2001)), "who began since cannot be of this test");
        patience.reset();
        assert!(!patience.is_over(&[1, 3], at(0)) && !patience.is_over(&[3], at(9000)), "it may be a helper");
        assert!(!patience.is_over(&[4], at(9001)), "and this one its own");
        assert!(patience.is_over(&[1], at(9002)), "both have gone");
    }
}
