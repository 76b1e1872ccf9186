//! The run-time checker against random programs.
#![cfg(any(debug_assertions, feature = "checked"))]

#[path = "random/conduct.rs"]
mod conduct;
#[path = "random/generate.rs"]
mod generate;
#[path = "random/numbers.rs"]
mod numbers;
#[path = "random/oracle.rs"]
mod oracle;
#[path = "random/program.rs"]
mod program;
#[path = "random/processes.rs"]
mod processes;
#[path = "random/state.rs"]
mod state;
#[path = "random/things.rs"]
mod things;
#[path = "random/worker.rs"]
mod worker;

fn main() -> std::process::ExitCode {
    processes::main()
}
