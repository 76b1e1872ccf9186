//! The cost of a wait grows with what waits for the same, not with what exists. `benches/idle.rs` has the figures; here a bound keeps
//! away what grows with all tasks. The processes take turns, so this test has a `main` of its own.

use std::process::ExitCode;
use std::time::Duration;

#[path = "../benches/idle/turns.rs"]
mod turns;
use turns::{CASES, Process, WAITS, median_ratio};

const IDLE: usize = 2_000;
/// Generous: what looks at each idle task costs ten times this, and more.
const BOUND: f64 = 3.0;
const ROUNDS: usize = 7;
const TIME: Duration = Duration::from_millis(10);

fn main() -> ExitCode {
    turns::be_a_process();
    let mut nobody = Process::start("recv", 0);
    let mut failed = false;
    for (waits, process) in WAITS {
        let mut many = Process::start(process, IDLE);
        for case in CASES {
            let (ratio, _) = median_ratio(&mut many, &mut nobody, case, ROUNDS, TIME);
            let verdict = if ratio < BOUND { "ok" } else { "FAILED" };
            failed |= ratio >= BOUND;
            println!("test {case}, beside {} tasks {waits} ... {verdict}: {ratio:.2} times, less than {BOUND} wanted", many.idle);
        }
    }
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
