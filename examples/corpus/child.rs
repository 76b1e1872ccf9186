//! What a process of its own does: it runs one form, and prints what became of it, as one line of JSON at the end.
//!
//! Runs of one process follow one another. Statics are as the run before left them.

use crate::case::{Case, Form};
use serde_json::{Value, json};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};
use unhang::testing::{Failure, Test};
use unhang::{Cx, Policy};

/// How long a run may take before nobody expects a report any more.
const TIME_LIMIT: Duration = Duration::from_secs(10);

/// A process that runs this form so often, and on so many schedules, until a run fails.
pub fn command(case: &Case, form: &Form, runs: u64, schedules: u64) -> std::io::Result<Command> {
    let mut command = Command::new(std::env::current_exe()?);
    command.args([case.name, "--form", form.name, "--child", &runs.to_string(), &schedules.to_string()]);
    command.env_remove("UNHANG").env("RUST_BACKTRACE", "0");
    Ok(command)
}

/// One run of a case.
pub fn test(case: &Case, seed: Option<u64>) -> Test {
    let test = Test::new().name(case.name).time_limit((unhang::policy() != Policy::Off).then_some(TIME_LIMIT));
    seed.into_iter().fold(test, Test::seed)
}

pub fn run(case: &Case, form: &Form, runs: u64, schedules: u64) -> ExitCode {
    let body = form.kind.body().expect("a form that runs");
    let seeds = (0..runs).map(|_| None).chain((0..schedules).map(Some));
    let failed = seeds.into_iter().find_map(|seed| once(case, body, seed));
    println!("{}", failed.unwrap_or_else(|| json!({ "end": "well" })));
    ExitCode::SUCCESS
}

fn once(case: &Case, body: fn(&mut Cx), seed: Option<u64>) -> Option<Value> {
    // For the watchdog, which sees no more of a run that hangs.
    println!("{}", json!({ "seed": seed }));
    let start = Instant::now();
    let failure = test(case, seed).run(body).err()?;
    let took = start.elapsed();
    let mut said = said(failure);
    said["seed"] = json!(seed);
    said["took_ns"] = json!(took.as_nanos() as u64);
    Some(said)
}

fn said(failure: Failure) -> Value {
    if let Some(report) = failure.report() {
        let mut found: Value = serde_json::from_str(&report.to_json()).expect("a report is JSON");
        found["end"] = json!("reported");
        found["text"] = json!(report.to_string());
        return found;
    }
    if let Some(tasks) = failure.tasks() {
        return json!({ "end": "late", "text": format!("it has not ended within {TIME_LIMIT:?}: {tasks}") });
    }
    let panic = failure.into_panic().expect("neither a report nor late");
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    json!({ "end": "panicked", "text": text.unwrap_or("something that is no text") })
}
