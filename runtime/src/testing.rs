//! Tests that cannot hang: a task's deadlock, and what it leaves behind, fails the test that it belongs to.
//!
//! [`#[unhang::test]`](macro@crate::test) in place of `#[test]` is the usual way to write one; [`Test`] is the same for programs that
//! run such tests by themselves.
//!
//! A test runs its body as a root, on a thread of its own, and waits until all tasks that it started have ended. These tasks, and what
//! they start, are the test's own: other tests that run beside it do not count. It fails
//!
//! - at once when the checker finds a deadlock among its tasks, or the possibility of one;
//! - when its body has returned and a task waits that nobody is left to wake ([`LeftBehind`](crate::ReportKind::LeftBehind));
//! - when a message that it sent is dropped unread ([`Stranded`](crate::ReportKind::Stranded));
//! - when a task ends and holds a lock still ([`Forgotten`](crate::ReportKind::Forgotten));
//! - when the time limit has passed. It says then what each of its tasks does; and if its body has returned, that they outlive it
//!   ([`Outlives`](crate::ReportKind::Outlives)).
//!
//! A test that has failed leaves its tasks where they are, and the others go on. What [`set_policy`](crate::set_policy) says is followed
//! too, with one exception: where it says to panic and a panic could not leave the call, the process does not abort. Under
//! [`Policy::Break`](crate::Policy::Break) a finding that a call returns as an error is no failure.
//!
//! # Threads that the checker does not know
//!
//! When all tasks of a test wait, they are asleep for good unless somebody else can wake them. A thread that was started past this crate
//! may be such a one, if it is younger than the test; so the test waits for it to end. One that is older, the worker of a pool, or another
//! test, gets a second. What rests on that is graded [`Suspected`](crate::Grade::Suspected), and fails the test all the same. Where the
//! system does not list its threads, that second is all.
//!
//! # Schedules
//!
//! With `schedules = N` the body runs N times, and what differs is the order in which its tasks go on: they take turns, and at each
//! synchronisation point a number from the run's seed decides who is next. Such points are the taking of locks, channel operations,
//! waits, notifications, and [`thread::yield_now`](crate::thread::yield_now). The seeds are 0, 1, 2 and so on, so that a test that
//! fails fails again; `UNHANG=seed=7` runs one of them alone, and `UNHANG=schedules=1000` more of them. One half of the seeds chooses at
//! random, the other by priorities which change at a few points, and which find what needs few changes in the right places (Burckhardt,
//! Kothari, Musuvathi and Nagarakatte, *A randomized scheduler with probabilistic guarantees of finding bugs*, ASPLOS 2010).
//!
//! What depends on time, on threads that are no tasks, or on atomics and other crates' locks between two points, a seed does not
//! decide. A task that sleeps in a call that this crate does not know keeps its turn for a while, so
//! [`thread::sleep`](crate::thread::sleep) is faster than std's.
//!
//! # In an unchecked build
//!
//! The body runs once, as a root, under the time limit. Nothing else is looked at.

use crate::channel::CapacityMode;
use crate::cx::Cx;
use crate::prim::{Condvar, Mutex};
use crate::report::{Grade, Report, ReportKind, Tasks, is_checked};
use crate::settings;
use crate::task::Builder;
use crate::watch::{Bubble, Fate, Rules};
use std::any::Any;
use std::error;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::process::{ExitCode, Termination};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

/// A test, as [`#[unhang::test]`](macro@crate::test) runs it.
///
/// ```
/// use unhang::channel::bounded;
/// use unhang::testing::Test;
///
/// let lonely = Test::new().run(|_| {
///     let (sender, receiver) = bounded::<u32>(1);
///     _ = receiver.recv(); // nobody else could send
///     drop(sender);
/// });
/// # if !unhang::is_checked() { return }
/// assert!(lonely.unwrap_err().to_string().contains("all tasks are asleep"));
/// ```
#[derive(Debug, Clone)]
#[must_use = "a test does nothing until it runs"]
pub struct Test {
    name: Option<String>,
    schedules: Option<u64>,
    seed: Option<u64>,
    time_limit: Option<Duration>,
    rules: Rules,
}

/// How long a run of a test may take where it does not say.
const TIME_LIMIT: Duration = Duration::from_secs(60);
const ONCE: &str = "a test runs at least once";
/// How often a test looks for threads that the checker does not know.
const TICK: Duration = Duration::from_millis(20);

impl Default for Test {
    fn default() -> Self {
        Test::new()
    }
}

impl Test {
    /// A test with one run, on no schedule, within a minute. Its first task has the name of the current thread.
    pub fn new() -> Test {
        Test { name: None, schedules: None, seed: None, time_limit: Some(TIME_LIMIT), rules: Rules::default() }
    }

    /// Names its first task, which is `main`'s counterpart in reports.
    pub fn name(self, name: impl Into<String>) -> Test {
        Test { name: Some(name.into()), ..self }
    }

    /// Runs it so many times, on as many schedules. See the [module](self).
    pub fn schedules(self, schedules: u64) -> Test {
        Test { schedules: Some(schedules), ..self }
    }

    /// Runs it once, on the schedule of this seed.
    pub fn seed(self, seed: u64) -> Test {
        Test { seed: Some(seed), ..self }
    }

    /// The capacity of all bounded channels that its tasks create, in a checked build. It wins over
    /// [`set_capacity_mode`](crate::set_capacity_mode).
    pub fn capacity(self, mode: CapacityMode) -> Test {
        Test { rules: Rules { capacity: Some(mode), ..self.rules }, ..self }
    }

    /// How long a run may take; `None` for as long as it likes. A minute, if nothing is said.
    pub fn time_limit(self, limit: impl Into<Option<Duration>>) -> Test {
        Test { time_limit: limit.into(), ..self }
    }

    /// Tasks may outlive it: it is over when its body returns.
    pub fn allow_leaks(self) -> Test {
        Test { rules: Rules { leaks: true, ..self.rules }, ..self }
    }

    /// Messages may be dropped unread.
    pub fn allow_stranded(self) -> Test {
        Test { rules: Rules { stranded: true, ..self.rules }, ..self }
    }

    /// Guards may be forgotten.
    pub fn allow_forgotten(self) -> Test {
        Test { rules: Rules { forgotten: true, ..self.rules }, ..self }
    }

    /// It runs under a harness: the process's main thread has nothing of it.
    fn under_a_harness(self) -> Test {
        Test { rules: Rules { harness: true, ..self.rules }, ..self }
    }

    /// Runs it, and returns what the body returned last.
    ///
    /// # Errors
    ///
    /// Why it failed, see the [module](self); with schedules, that of the first run that failed.
    ///
    /// # Panics
    ///
    /// When the system cannot create a thread, when it is to run zero times, or when the variable `UNHANG` has a word that is none.
    #[track_caller]
    pub fn run<R: Send + 'static>(&self, body: impl Fn(&mut Cx) -> R + Send + Sync + 'static) -> Result<R, Failure> {
        let body = Arc::new(body);
        let mut last = None;
        for run in self.runs() {
            last = Some(self.run_once(&run, body.clone())?);
        }
        Ok(last.expect(ONCE))
    }

    /// The runs that are asked for, by the test or from outside.
    fn runs(&self) -> Vec<Run> {
        if !is_checked() {
            return vec![Run { seed: None }];
        }
        let outside = settings::from_environment();
        let (seed, schedules) = match self.schedules {
            Some(of) => (outside.seed.or(self.seed), Some(outside.schedules.unwrap_or(of))),
            None => (self.seed, None),
        };
        match (seed, schedules) {
            (None, Some(of)) => (0..of).map(|seed| Run { seed: Some(seed) }).collect(),
            (seed, _) => vec![Run { seed }],
        }
    }

    #[track_caller]
    fn run_once<R: Send + 'static>(&self, run: &Run, body: Arc<impl Fn(&mut Cx) -> R + Send + Sync + 'static>) -> Result<R, Failure> {
        let stage = Arc::new(Stage { changed: Mutex::new(false), signal: Condvar::new() });
        let returned = Arc::new(Mutex::new(None));
        let (notified, notifies) = (stage.clone(), stage.clone());
        let bubble = Bubble::new(self.rules.clone(), run.seed, move || notified.change());
        let name = self.name.clone().or_else(|| thread::current().name().map(str::to_owned));
        let result = returned.clone();
        let root = move |cx: &mut Cx| {
            let outcome = catch_unwind(AssertUnwindSafe(|| body(cx)));
            drop(body);
            *result.lock() = Some(outcome);
            notifies.change();
        };
        let builder = name.into_iter().fold(Builder::new(), Builder::name);
        let opening = bubble.open();
        drop(builder.spawn(root).expect("failed to spawn a thread"));
        drop(opening);

        let deadline = self.time_limit.and_then(|limit| Instant::now().checked_add(limit));
        loop {
            let is_over = returned.lock().is_some();
            match bubble.look(is_over) {
                Some(Fate::Ended) => break,
                Some(Fate::Found(report, is_told)) => {
                    return Err(run.failure(match returned.lock().take() {
                        // The body's own panic says more than what it tore down.
                        Some(Err(panic)) if !is_told => Why::Panicked(panic),
                        _ => Why::Found(report, is_told),
                    }));
                }
                None => {}
            }
            if let Some(limit) = self.time_limit.filter(|_| deadline.is_some_and(|deadline| deadline <= Instant::now())) {
                let tasks = bubble.tasks();
                return Err(run.failure(match is_over && !tasks.is_empty() {
                    true => Why::Found(Box::new(Report::new(ReportKind::Outlives, Grade::Suspected, tasks, "").advised()), false),
                    false => Why::Late(limit, Tasks(tasks)),
                }));
            }
            stage.wait(deadline);
        }
        let outcome = returned.lock().take().expect("its body is over");
        outcome.map_err(|panic| run.failure(Why::Panicked(panic)))
    }
}

/// Where whoever waits for a test is told that something has changed.
struct Stage {
    changed: Mutex<bool>,
    signal: Condvar,
}

impl Stage {
    fn change(&self) {
        *self.changed.lock() = true;
        self.signal.notify_one();
    }

    /// Waits until something has changed, or for a tick.
    fn wait(&self, deadline: Option<Instant>) {
        let tick = Instant::now() + TICK;
        let mut changed = self.changed.lock();
        if !*changed {
            self.signal.wait_until(&mut changed, deadline.map_or(tick, |deadline| deadline.min(tick)));
        }
        *changed = false;
    }
}

/// One run of a test.
struct Run {
    seed: Option<u64>,
}

impl Run {
    fn failure(&self, why: Why) -> Failure {
        Failure { why, seed: self.seed }
    }
}

/// Why a test failed.
pub struct Failure {
    why: Why,
    seed: Option<u64>,
}

enum Why {
    /// Something was found; a panic may have printed it already.
    Found(Box<Report>, bool),
    Panicked(Box<dyn Any + Send>),
    Late(Duration, Tasks),
}

impl Failure {
    /// What the checker found.
    pub fn report(&self) -> Option<&Report> {
        match &self.why {
            Why::Found(report, _) => Some(report),
            _ => None,
        }
    }

    /// What its tasks did when the time limit had passed.
    pub fn tasks(&self) -> Option<&Tasks> {
        match &self.why {
            Why::Late(_, tasks) => Some(tasks),
            _ => None,
        }
    }

    /// The seed of the schedule on which it failed.
    pub fn seed(&self) -> Option<u64> {
        self.seed
    }

    /// What its body panicked with.
    ///
    /// # Errors
    ///
    /// The failure itself, if it was another.
    pub fn into_panic(self) -> Result<Box<dyn Any + Send>, Failure> {
        match self.why {
            Why::Panicked(panic) => Ok(panic),
            why => Err(Failure { why, ..self }),
        }
    }
}

/// Panics with the failure, as a test does.
#[track_caller]
fn or_raise<R>(result: Result<R, Failure>) -> R {
    let failure = match result {
        Ok(result) => return result,
        Err(failure) => failure,
    };
    let again = Again(failure.seed);
    match failure.into_panic() {
        Ok(panic) => {
            eprint!("{again}");
            resume_unwind(panic)
        }
        Err(failure) => panic!("{failure}"),
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The report, the tasks, or that it panicked; and how to run it again.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.why {
            Why::Found(report, false) => writeln!(f, "{report}"),
            Why::Found(report, true) => writeln!(f, "{} (reported above)", report.headline()),
            Why::Panicked(_) => writeln!(f, "the test's body panicked"),
            Why::Late(limit, tasks) => writeln!(f, "the test has not ended within {limit:?}: {tasks}"),
        }?;
        Again(self.seed).fmt(f)
    }
}

impl error::Error for Failure {}

/// How to run a schedule again.
struct Again(Option<u64>);

impl fmt::Display for Again {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.map_or(Ok(()), |seed| writeln!(f, "on the schedule of seed {seed}: UNHANG=seed={seed} runs it again"))
    }
}

/// A test under a harness. The last run's result is the test's; a run before it whose result is a failure ends it.
#[doc(hidden)]
#[track_caller]
pub fn run_test<R: Termination + Send + 'static>(test: Test, body: fn(&mut Cx) -> R) -> R {
    let (test, body) = (test.under_a_harness(), Arc::new(body));
    let mut runs = test.runs();
    let last = runs.pop().expect(ONCE);
    for run in runs {
        let result = or_raise(test.run_once(&run, body.clone()));
        assert!(result.report() == ExitCode::SUCCESS, "the test's body returned a failure\n{}", Again(run.seed));
    }
    or_raise(test.run_once(&last, body))
}
