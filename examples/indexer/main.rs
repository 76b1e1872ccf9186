//! Indexes a directory tree with all cores: which word is on which line of which file.
//!
//! ```text
//! cargo run --release --example indexer -- . --find Mutex RwLock
//! ```
//!
//! A walker finds the files, workers read them and put their words into the index, a collector writes down what became of each.
//! Messages lead from one to the next, and what they share is behind locks; both are in one declared order, [`order`]. Whoever wants
//! to see it at work: take two locks the wrong way round in `index.rs`, or forget to close an end in `pipeline.rs`, and it does not
//! compile.

mod args;
mod index;
mod language;
mod pipeline;
mod report;
mod tokenise;
mod walk;
mod work;

use args::{Args, Wish};
use pipeline::Limits;
use report::Report;
use std::io::{self, BufWriter, Write};
use std::process::{self, ExitCode};
use std::time::Instant;
use unhang::{CancelToken, Cx, Interrupt};

/// What is held, and owed, while waiting for what.
#[unhang::levels]
pub mod order {
    /// What the workers have done, for the collector.
    #[channel]
    pub struct Done;
    /// What the walker has found, for the workers. It waits for them, lest it run far ahead.
    #[after(Done)]
    #[channel(bounded)]
    pub struct Found;
    /// The words; many locks, one after the other.
    #[after(Found)]
    pub struct Shards;
    /// How much it is, in all and per language.
    #[after(Shards)]
    pub struct Statistics;
    /// What became of each file.
    #[after(Statistics)]
    pub struct Journal;
    /// The bar on the screen.
    #[after(Journal)]
    pub struct Progress;
}

/// What a shell says of a program that Ctrl-C has ended.
const INTERRUPTED: u8 = 130;
/// What `timeout` says of a program that took too long.
const TIMEOUT: u8 = 124;

#[unhang::main]
fn main(cx: &mut Cx) -> ExitCode {
    let args = match args::read() {
        Ok(Wish::Index(args)) => args,
        Ok(Wish::Help) => return exit_code(None, write!(anstream::stdout(), "{}", args::HELP)),
        Err(mistake) => return refuse(&format!("{mistake}\ntry `--help`")),
    };
    match run(cx, &args) {
        Ok((ended, written)) => exit_code(ended, written),
        Err(mistake) => refuse(&mistake),
    }
}

/// Why the index is incomplete, if it is, and an output that could not be written. The outer error is a tree that is not there.
fn run(cx: &mut Cx, args: &Args) -> Result<(Option<Interrupt>, io::Result<()>), String> {
    let limits = Limits { token: CancelToken::new(), deadline: args.timeout.and_then(|timeout| Instant::now().checked_add(timeout)) };
    cancel_at_interrupt(&limits.token)?;
    let outcome = pipeline::index(cx, args, &limits)?;
    // There is nothing left to cancel, so from here on Ctrl-C ends the program.
    limits.token.cancel();

    let mut out = BufWriter::new(anstream::stdout().lock());
    let report = Report { outcome: &outcome, args };
    let written = if args.json { report.json(cx, &mut out) } else { report.text(cx, &mut out) };
    let written = written.and_then(|()| out.flush());
    Ok((outcome.ended, written))
}

/// The first Ctrl-C cancels, the second one does not wait.
fn cancel_at_interrupt(token: &CancelToken) -> Result<(), String> {
    let token = token.clone();
    let handler = move || match token.is_cancelled() {
        false => token.cancel(),
        true => process::exit(INTERRUPTED.into()),
    };
    ctrlc::set_handler(handler).map_err(|error| format!("cannot listen for Ctrl-C: {error}"))
}

/// A reader that has seen enough, `head` for one, is no failure.
fn exit_code(ended: Option<Interrupt>, written: io::Result<()>) -> ExitCode {
    match (written, ended) {
        (Err(error), _) if error.kind() != io::ErrorKind::BrokenPipe => refuse(&format!("cannot write the output: {error}")),
        (_, None) => ExitCode::SUCCESS,
        (_, Some(Interrupt::Deadline)) => ExitCode::from(TIMEOUT),
        (_, Some(_)) => ExitCode::from(INTERRUPTED),
    }
}

fn refuse(mistake: &str) -> ExitCode {
    // If standard error is gone as well, the exit code has to do.
    let _ = writeln!(anstream::stderr(), "{red}error:{red:#} {mistake}", red = report::ERROR);
    ExitCode::from(2)
}
