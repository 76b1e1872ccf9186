//! What became of a form: what its processes did, against what it says of itself.

use crate::case::{Case, Form, Kind};
use crate::child;
use crate::watchdog::{self, End, Until};
use serde_json::Value;
use std::time::Duration;

/// A form, and what became of it.
pub struct Row {
    pub category: &'static str,
    pub case: &'static Case,
    pub form: &'static Form,
    pub verdict: Verdict,
}

#[derive(Debug, Clone)]
pub enum Verdict {
    /// The compiler says no.
    Refused { code: String, message: String, text: String },
    /// It hangs, and the checker says so.
    Reported(Finding),
    /// It panics before it could hang, and says so.
    Stopped(String),
    /// It ends, so often and on so many schedules, and nothing is said.
    Right(u64),
    /// Rust makes it impossible.
    Removed,
    /// It hangs, and nobody says so. What else there is to say of it.
    Missed(String),
    /// It is in order, and a report says that it is not.
    FalselyReported(Finding),
    /// It does something else than its kind says.
    Wrong(String),
}

/// What the checker said.
#[derive(Debug, Clone)]
pub struct Finding {
    pub kind: String,
    pub grade: String,
    pub text: String,
    pub seed: Option<u64>,
    /// How long the task had waited with which it was found.
    pub waited: Duration,
    /// How long the run had taken.
    pub took: Duration,
}

impl Verdict {
    /// The whole of what was said.
    pub fn text(&self) -> &str {
        match self {
            Verdict::Refused { text, .. } | Verdict::Stopped(text) | Verdict::Missed(text) | Verdict::Wrong(text) => text,
            Verdict::Reported(finding) | Verdict::FalselyReported(finding) => &finding.text,
            Verdict::Right(_) | Verdict::Removed => "",
        }
    }
}

impl Row {
    /// Whether it is what its case says.
    pub fn is_as_said(&self) -> bool {
        match self.form.kind {
            Kind::Hangs(_) | Kind::CanHang(_) => matches!(self.verdict, Verdict::Reported(_)),
            Kind::Right(_) => matches!(self.verdict, Verdict::Right(_)),
            Kind::Refused(_) => matches!(self.verdict, Verdict::Refused { .. }),
            Kind::Removed => matches!(self.verdict, Verdict::Removed),
            Kind::Missed(_) => matches!(self.verdict, Verdict::Missed(_)),
            Kind::Panics(_) => matches!(self.verdict, Verdict::Stopped(_)),
        }
    }
}

/// On how many schedules a hang that needs one is looked for.
const SCHEDULES: u64 = 100;

/// How soon after its last wait has begun a hang is reported. One second of it is the patience with threads that the checker does not know.
const SOON: Duration = Duration::from_secs(2);

/// Runs a form that compiles. What must go well has to do so `often`, and on as many schedules.
pub fn verdict(case: &Case, form: &Form, often: u64) -> Verdict {
    let verdict = match form.kind {
        Kind::Hangs(_) => hanging(case, form, (1, 0), &[(1, 0), (0, 1)]),
        Kind::CanHang(_) => hanging(case, form, (0, SCHEDULES), &[(0, SCHEDULES)]),
        Kind::Missed(_) => hanging(case, form, (1, SCHEDULES), &[(1, SCHEDULES)]).map(missed),
        Kind::Right(_) => ran(case, form, (often, often)).map(|seen| quiet(seen, often)),
        Kind::Panics(_) => ran(case, form, (1, 0)).map(stopped),
        Kind::Removed | Kind::Refused(_) => Ok(Verdict::Removed),
    };
    verdict.unwrap_or_else(Verdict::Wrong)
}

/// What a process did.
enum Seen {
    Well,
    Reported(Finding),
    Panicked(String),
    /// It did not come to its end.
    Hung(String),
    /// It ended without a word.
    Died(String),
}

/// How many runs, and how many schedules.
type Runs = (u64, u64);

/// It must hang without the checker, and what is said of it with the checker is the verdict.
///
/// That of the last runs, which are on a schedule, so that it is the same each time; times and seed are those of the first.
fn hanging(case: &Case, form: &Form, without: Runs, with: &[Runs]) -> Result<Verdict, String> {
    proof(case, form, without)?;
    let mut findings = Vec::new();
    for &runs in with {
        let finding = match ran(case, form, runs)? {
            Seen::Reported(finding) => finding,
            Seen::Panicked(text) => return Err(format!("it hangs without the checker, and panics with it: {text}")),
            Seen::Died(text) => return Err(format!("it hangs without the checker, and dies with it: {text}")),
            Seen::Hung(text) => return Ok(Verdict::Missed(text)),
            Seen::Well => return Ok(Verdict::Missed("it hangs without the checker, and ended with it".into())),
        };
        if finding.waited > SOON {
            return Err(format!("its report comes late, after {:?}: {}", finding.waited, finding.text));
        }
        findings.push(finding);
    }
    let &Finding { seed, waited, took, .. } = findings.first().ok_or("nothing was run")?;
    let last = findings.pop().ok_or("nothing was run")?;
    Ok(Verdict::Reported(Finding { seed, waited, took, ..last }))
}

/// That it hangs.
fn proof(case: &Case, form: &Form, runs: Runs) -> Result<(), String> {
    // A thread that waits with a timeout, again and again, never looks asleep.
    const LIMIT: Duration = Duration::from_secs(10);
    let mut command = command(case, form, runs)?;
    match seen(command.env("UNHANG", "off"), Until::Asleep, LIMIT)? {
        Seen::Hung(_) => Ok(()),
        Seen::Well => Err("it does not hang: without the checker it ended in each run".into()),
        Seen::Panicked(text) | Seen::Died(text) => Err(format!("it does not hang: without the checker it failed: {text}")),
        Seen::Reported(finding) => Err(format!("it is reported without the checker: {}", finding.text)),
    }
}

fn ran(case: &Case, form: &Form, runs: Runs) -> Result<Seen, String> {
    const LIMIT: Duration = Duration::from_secs(180);
    seen(&mut command(case, form, runs)?, Until::Over, LIMIT)
}

fn command(case: &Case, form: &Form, (runs, schedules): Runs) -> Result<std::process::Command, String> {
    child::command(case, form, runs, schedules).map_err(|error| format!("this program does not find itself: {error}"))
}

fn seen(command: &mut std::process::Command, until: Until, limit: Duration) -> Result<Seen, String> {
    let ran = watchdog::watch(command, until, limit).map_err(|error| format!("it could not be run: {error}"))?;
    let last = ran.stdout.lines().next_back().and_then(|line| serde_json::from_str::<Value>(line).ok()).unwrap_or_default();
    let text = || last["text"].as_str().unwrap_or_default().to_owned() + &on(last["seed"].as_u64());
    Ok(match (ran.end, last["end"].as_str()) {
        (_, Some("well")) => Seen::Well,
        (_, Some("reported")) => Seen::Reported(finding(&last)),
        (_, Some("panicked")) => Seen::Panicked(text()),
        (_, Some("late")) => Seen::Hung(text()),
        (End::Asleep, _) => Seen::Hung("all of its threads sleep".to_owned() + &text()),
        (End::Late, _) => Seen::Hung(format!("it has not ended within {limit:?}{}", text())),
        (End::Over(status), _) => Seen::Died(format!("{status}{}\n{}", text(), ran.stderr)),
    })
}

/// On which schedule, where there is one.
fn on(seed: Option<u64>) -> String {
    seed.map_or_else(String::new, |seed| format!(" (on the schedule of seed {seed})"))
}

fn finding(said: &Value) -> Finding {
    let text = |name: &str| said[name].as_str().unwrap_or_default().to_owned();
    let time = |value: &Value| Duration::from_nanos(value.as_u64().unwrap_or_default());
    Finding {
        kind: text("kind").replace('_', " "),
        grade: text("grade"),
        text: text("text"),
        seed: said["seed"].as_u64(),
        waited: time(&said["tasks"][0]["since_ns"]),
        took: time(&said["took_ns"]),
    }
}

fn missed(verdict: Verdict) -> Verdict {
    match verdict {
        Verdict::Reported(finding) => {
            Verdict::Wrong(format!("it is reported now, so its case should not say any more that it is missed:\n{}", finding.text))
        }
        verdict => verdict,
    }
}

fn quiet(seen: Seen, often: u64) -> Verdict {
    match seen {
        Seen::Well => Verdict::Right(often),
        Seen::Reported(finding) => Verdict::FalselyReported(finding),
        Seen::Hung(text) => Verdict::Wrong(format!("it hangs: {text}")),
        Seen::Panicked(text) => Verdict::Wrong(format!("it panics: {text}")),
        Seen::Died(text) => Verdict::Wrong(format!("it dies: {text}")),
    }
}

fn stopped(seen: Seen) -> Verdict {
    match seen {
        Seen::Panicked(text) if text.starts_with("deadlock: ") => Verdict::Stopped(text),
        Seen::Panicked(text) | Seen::Died(text) => Verdict::Wrong(format!("another panic: {text}")),
        Seen::Reported(finding) => Verdict::Wrong(format!("only the checker says so: {}", finding.text)),
        Seen::Hung(text) => Verdict::Wrong(format!("it hangs: {text}")),
        Seen::Well => Verdict::Wrong("it ended".into()),
    }
}
