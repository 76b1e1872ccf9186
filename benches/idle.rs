//! What waits costs, not what exists: `cargo bench --bench idle --features checked`, and `-- --tasks=4000`, `-- --rounds=21`, `-- --ms=30`.
//!
//! Beside tasks that wait for what does not come, two or four others work; shown is how much longer that takes than without them.
//! The tasks are in a process of their own each, and the processes take turns.

use std::time::Duration;

#[path = "idle/turns.rs"]
mod turns;
use turns::{CASES, Process, WAITS, median_ratio};

fn main() {
    turns::be_a_process();
    let (mut tasks, mut rounds, mut milliseconds) = (10_000, 11, 20);
    for argument in std::env::args().skip(1).filter(|argument| argument != "--bench") {
        match argument.split_once('=') {
            Some(("--tasks", number)) => tasks = number.parse().expect("--tasks=NUMBER"),
            Some(("--rounds", number)) => rounds = number.parse().expect("--rounds=NUMBER"),
            Some(("--ms", number)) => milliseconds = number.parse().expect("--ms=NUMBER"),
            _ => panic!("no option `{argument}`"),
        }
    }
    println!("checked: {}", unhang::is_checked());
    let mut nobody = Process::start("recv", 0);
    for (waits, process) in WAITS {
        let mut many = Process::start(process, tasks);
        println!("{} tasks {waits}", many.idle);
        if many.idle < tasks {
            println!("  (the system allows no more)");
        }
        for case in CASES {
            let (ratio, alone) = median_ratio(&mut many, &mut nobody, case, rounds, Duration::from_millis(milliseconds));
            println!("  {case:<24}{ratio:>10.2} times {alone:.0} ns");
        }
    }
}
