//! What is done with a finding: the policy, the hook, and standard error.

use super::colour::Paint;
use super::text::Text;
use super::{Grade, Report, ReportKind, Site, files};
use crate::deadlock::Exit;
use crate::prim::{eprintln, statics, stderr};
use crate::settings;
use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

/// What the checker does once it has found something. Set by [`set_policy`] or by the variable `UNHANG`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Policy {
    /// Panic in the task that closed the circle, with the report as the message; what it holds is released as it unwinds.
    /// The default, and `UNHANG=panic`.
    Panic,
    /// Print the report to standard error and go on, into the hang if it is one. `UNHANG=report`.
    Report,
    /// Print the report to standard error and abort the process. `UNHANG=abort`.
    Abort,
    /// Look for nothing and say nothing. `UNHANG=off`.
    Off,
    /// Print the report to standard error, and let the wait that would close the deadlock return an error in place of blocking:
    /// [`Interrupt::Deadlock`](crate::Interrupt::Deadlock), [`Ended::Deadlock`](crate::Ended::Deadlock), of a join a
    /// [`Deadlock`](crate::Deadlock) as the payload, of a channel without a level the error that says it is closed. So a program can give
    /// up what it holds, and go on. `UNHANG=break`.
    ///
    /// A wait that returns no error, such as `lock`, panics as with [`Policy::Panic`]. What can hang on another schedule, and what nobody's
    /// wait has closed, since somebody ended or dropped an end, is printed only.
    Break,
}

static POLICY: AtomicU8 = AtomicU8::new(UNSET);
const UNSET: u8 = u8::MAX;

/// Sets what happens from now on when the checker has found something. It wins over the variable `UNHANG`.
///
/// Without effect in an unchecked build, where nothing is found.
pub fn set_policy(policy: Policy) {
    POLICY.store(policy as u8, Ordering::Relaxed);
}

/// What happens when the checker has found something.
///
/// # Panics
///
/// On first use, when the variable `UNHANG` has a value that is no policy.
pub fn policy() -> Policy {
    match POLICY.load(Ordering::Relaxed) {
        UNSET => from_environment(),
        value => [Policy::Panic, Policy::Report, Policy::Abort, Policy::Off, Policy::Break][usize::from(value)],
    }
}

#[cold]
fn from_environment() -> Policy {
    let policy = settings::from_environment().policy;
    // Loses against a policy that was set in the meantime.
    let _ = POLICY.compare_exchange(UNSET, policy as u8, Ordering::Relaxed, Ordering::Relaxed);
    policy
}

static STRANDED: AtomicU8 = AtomicU8::new(UNSET);

/// Whether messages that are lost are reported from now on: accepted by a channel, and dropped unread when it closes. It wins over
/// the word `stranded` in the variable `UNHANG`.
///
/// Many programs lose messages on purpose when they end; so nobody is told without asking. Messages that were sent before this was
/// switched on are not reported. The report goes to the hook and to standard error, whatever the policy is (with [`Policy::Off`]
/// nowhere), and the program goes on.
///
/// Without effect in an unchecked build.
pub fn report_stranded(report: bool) {
    STRANDED.store(u8::from(report), Ordering::Relaxed);
}

#[inline(always)]
#[cfg_attr(not(any(debug_assertions, feature = "checked")), allow(dead_code))]
pub(crate) fn reports_stranded() -> bool {
    STRANDED.load(Ordering::Relaxed) != u8::from(false) && reports_stranded_if_asked()
}

#[cold]
#[inline(never)]
#[cfg_attr(not(any(debug_assertions, feature = "checked")), allow(dead_code))]
fn reports_stranded_if_asked() -> bool {
    match STRANDED.load(Ordering::Relaxed) {
        UNSET => {
            let stranded = u8::from(settings::from_environment().stranded);
            // Loses against what was said in the meantime.
            let _ = STRANDED.compare_exchange(UNSET, stranded, Ordering::Relaxed, Ordering::Relaxed);
            stranded == 1
        }
        value => value == 1,
    }
}

/// Whether this build of the library looks for anything: with debug assertions, or with the feature `checked`.
pub const fn is_checked() -> bool {
    cfg!(any(debug_assertions, feature = "checked"))
}

type Hook = Arc<dyn Fn(&Report) + Send + Sync>;
static HOOK: parking_lot::RwLock<Option<Hook>> = parking_lot::RwLock::new(None);

/// Calls `hook` with every finding, before the policy is followed. One hook at a time; a later one replaces it.
///
/// It runs in the task that closed the circle, which still holds what it holds: a hook that waits for a checked lock can hang.
pub fn on_report(hook: impl Fn(&Report) + Send + Sync + 'static) {
    *HOOK.write() = Some(Arc::new(hook));
}

/// Follows the policy for one finding. Returns if the program goes on, or if it leaves the call with an error.
#[cold]
#[track_caller]
#[cfg_attr(not(any(debug_assertions, feature = "checked")), allow(dead_code))]
pub(crate) fn deliver<X: Exit>(report: &Report, _: X) -> Result<(), X::Error> {
    let is_print_only = report.grade == Grade::Suspected || report.kind == ReportKind::Leaked;
    if policy() == Policy::Off || report.grade == Grade::Suspected && !is_new(report) {
        return Ok(());
    }
    announce(report);
    let breaks = X::WAITS && report.grade == Grade::Proven && !is_print_only;
    if let Some(error) = (breaks && policy() == Policy::Break).then(|| X::error(report)).flatten() {
        eprintln!("{}", painted(report));
        return Err(error);
    }
    match policy() {
        Policy::Off => {}
        _ if is_print_only => print_at_the_end(report),
        Policy::Report => eprintln!("{}", painted(report)),
        Policy::Break if !breaks => eprintln!("{}", painted(report)),
        // A second panic would abort without a word of the first, and a potential deadlock is no reason to.
        Policy::Panic if std::thread::panicking() && report.grade == Grade::Potential => eprintln!("{}", painted(report)),
        Policy::Panic | Policy::Break if X::UNWINDS && !std::thread::panicking() => panic!("{report}"),
        Policy::Panic | Policy::Break | Policy::Abort => {
            eprintln!("{}", painted(report));
            std::process::abort();
        }
    }
    Ok(())
}

/// Follows the policy for a finding about a test's tasks. The process goes on, for the other tests: what fails is this one, by `record`,
/// which is told whether the finding was printed. What is returned as an error is no failure.
#[cold]
#[track_caller]
#[cfg_attr(not(any(debug_assertions, feature = "checked")), allow(dead_code))]
pub(crate) fn deliver_in_test<X: Exit>(report: &Report, exit: X, record: impl FnOnce(bool)) -> Result<(), X::Error> {
    let is_of_test = report.grade != Grade::Suspected || report.is_of_sleep();
    let (breaks, panics) = (X::WAITS && report.grade == Grade::Proven, X::UNWINDS && !std::thread::panicking());
    match policy() {
        Policy::Off | Policy::Abort => return deliver(report, exit),
        _ if !is_of_test => return deliver(report, exit),
        _ => announce(report),
    }
    if let Some(error) = (breaks && policy() == Policy::Break).then(|| X::error(report)).flatten() {
        eprintln!("{}", painted(report));
        return Err(error);
    }
    let frees = match policy() {
        Policy::Panic => panics && report.grade != Grade::Suspected,
        Policy::Break => panics && breaks,
        _ => false,
    };
    if frees {
        // Dropped by the panic, after it was printed.
        let _told = Told(Some(|| record(true)));
        panic!("{report}");
    }
    record(false);
    Ok(())
}

struct Told<F: FnOnce()>(Option<F>);

impl<F: FnOnce()> Drop for Told<F> {
    fn drop(&mut self) {
        self.0.take().into_iter().for_each(|record| record());
    }
}

/// Calls the hook, and writes the files.
#[cfg_attr(not(any(debug_assertions, feature = "checked")), allow(dead_code))]
pub(crate) fn announce(report: &Report) {
    // Not under the lock: a hook may have findings of its own, or set another.
    let hook = HOOK.read().clone();
    if let Some(hook) = hook {
        hook(report);
    }
    if policy() != Policy::Off {
        files::save(report);
    }
}

/// Tells of a message that was lost. It is called while the message is dropped, so it never unwinds, and the program goes on.
#[cold]
#[cfg_attr(not(any(debug_assertions, feature = "checked")), allow(dead_code))]
pub(crate) fn deliver_stranded(report: &Report) {
    let tell = || match policy() {
        Policy::Off => {}
        _ => {
            announce(report);
            eprintln!("{}", painted(report));
        }
    };
    // What a hook throws must not leave a drop.
    let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(tell));
}

/// Takes back a suspicion: the task that waited there goes on.
#[cold]
#[cfg_attr(not(any(debug_assertions, feature = "checked")), allow(dead_code))]
pub(crate) fn retract(name: &str, at: Site) {
    if policy() != Policy::Off {
        let _ = writeln!(stderr(), "no deadlock: `{name}` goes on at {at}; the suspicion there was wrong, and is not raised again");
    }
}

/// To standard error, if it is open: a program that ends well must not fail over its last words.
fn print_at_the_end(report: &Report) {
    let _ = writeln!(stderr(), "{}", painted(report));
}

fn painted(report: &Report) -> Text<'_> {
    Text { report, paint: Paint::of_stderr() }
}

/// Whether this is the first suspicion at its place.
fn is_new(report: &Report) -> bool {
    statics! {
        static TOLD: parking_lot::Mutex<Vec<Option<Site>>> = parking_lot::Mutex::new(Vec::new());
    }
    let at = report.tasks.first().and_then(|task| Some(task.waits.as_ref()?.1));
    let mut told = TOLD.lock();
    let is_new = !told.contains(&at);
    if is_new {
        told.push(at);
    }
    is_new
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deadlock::Unwinds;
    use crate::report::{TaskReport, Wanted};
    use std::panic::Location;

    fn report(kind: ReportKind, grade: Grade) -> Report {
        let at = Location::caller();
        let task = TaskReport { waits: Some((Wanted::Level("A"), at)), ..TaskReport::new("one".into(), 1) };
        Report { all_asleep: true, ..Report::new(kind, grade, vec![task], "") }
    }

    /// Under the default policy, to panic.
    #[test]
    fn some_findings_are_only_printed() {
        let suspicion = report(ReportKind::AllAsleep, Grade::Suspected);
        _ = deliver(&suspicion, Unwinds);
        assert!(!is_new(&suspicion), "once for each place");
        _ = deliver(&report(ReportKind::Leaked, Grade::Proven), Unwinds);
        assert!(std::panic::catch_unwind(|| deliver(&report(ReportKind::AllAsleep, Grade::Proven), Unwinds)).is_err());
    }
}
