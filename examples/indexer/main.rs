//! Indexes a directory tree with all cores: which word is on which line of which file.
//!
//! ```text
//! cargo run --release --example indexer -- . --find Mutex RwLock
//! ```
//!
//! Everything shared is behind locks of one declared order, [`order`]. Whoever wants to see it at work: take two of them the wrong
//! way round in `index.rs`, and it does not compile.

mod args;
mod index;
mod language;
mod report;
mod tokenise;
mod walk;
mod work;

use args::{Args, Wish};
use std::io::{self, BufWriter, Write};
use std::process::ExitCode;
use std::time::Instant;
use unhang::Cx;

/// What is held while waiting for what.
#[unhang::levels]
pub mod order {
    /// What was found and not read yet.
    pub struct Queue;
    /// The words; many locks, one after the other.
    #[after(Queue)]
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

#[unhang::main]
fn main(cx: &mut Cx) -> ExitCode {
    let args = match args::read() {
        Ok(Wish::Index(args)) => args,
        Ok(Wish::Help) => return exit_code(write!(anstream::stdout(), "{}", args::HELP)),
        Err(mistake) => return refuse(&format!("{mistake}\ntry `--help`")),
    };
    match run(cx, &args) {
        Ok(written) => exit_code(written),
        Err(mistake) => refuse(&mistake),
    }
}

/// The outer error is a tree that is not there, the inner one an output that could not be written.
fn run(cx: &mut Cx, args: &Args) -> Result<io::Result<()>, String> {
    let start = Instant::now();
    let found = walk::walk(cx, args)?;
    let walked = start.elapsed();
    let links = found.links;
    let (index, tasks) = work::index(cx, found.items, args.threads);
    let times = report::Times { walked, indexed: start.elapsed() - walked };

    let report = report::Report { index: &index, links, tasks, times, args };
    let mut out = BufWriter::new(anstream::stdout().lock());
    let written = if args.json { report.json(cx, &mut out) } else { report.text(cx, &mut out) };
    Ok(written.and_then(|()| out.flush()))
}

/// A reader that has seen enough, `head` for one, is no failure.
fn exit_code(written: io::Result<()>) -> ExitCode {
    match written {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => refuse(&format!("cannot write the output: {error}")),
        _ => ExitCode::SUCCESS,
    }
}

fn refuse(mistake: &str) -> ExitCode {
    // If standard error is gone as well, the exit code has to do.
    let _ = writeln!(anstream::stderr(), "{red}error:{red:#} {mistake}", red = report::ERROR);
    ExitCode::from(2)
}
