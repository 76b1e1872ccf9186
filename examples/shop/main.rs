//! A shop that sells over TCP: clients order lines of text, a pool of workers behind a bounded queue serves them.
//!
//! ```text
//! cargo run --release --example shop -- --port 7000 --stock apple=100
//! ```
//!
//! Who waits for what is declared in one place, [`order`]: the queue, the answers, the locks. A worker that puts a request of its own
//! into the queue that it drains, or takes the journal before the stock, does not compile.

mod args;
pub(crate) mod claim;
mod connection;
mod lines;
pub(crate) mod protocol;
pub(crate) mod server;
pub(crate) mod store;
pub(crate) mod summary;
mod worker;

use args::Wish;
use server::{Server, Settings};
use std::io::{self, Write};
use std::process::ExitCode;
use unhang::{CancelToken, Cx};

/// What is held, or owed, while waiting for what.
#[unhang::levels]
pub mod order {
    /// What clients ask for, each with the sender of its answer.
    #[channel(bounded, carries(Replies))]
    pub struct Requests;
    /// One answer for each request. A client that waits for it still owns an end of the queue.
    #[channel]
    #[after(Requests)]
    pub struct Replies;
    /// How much there is of each item. After the queue as well: a worker takes stock while others wait for a place in the queue.
    #[after(Requests, Replies)]
    pub struct Stock;
    /// What was sold.
    #[after(Stock)]
    pub struct Orders;
    /// What happened, in order.
    #[after(Orders)]
    pub struct Journal;
    /// How many requests came to what.
    #[after(Journal)]
    pub struct Tally;
}

#[unhang::main]
fn main(cx: &mut Cx) -> ExitCode {
    let settings = match args::read() {
        Ok(Wish::Serve(settings)) => settings,
        Ok(Wish::Help) => return exit_code(write!(anstream::stdout(), "{}", args::HELP)),
        Err(mistake) => return refuse(&format!("{mistake}\ntry `--help`")),
    };
    match serve(cx, settings) {
        Ok(code) => code,
        Err(mistake) => refuse(&mistake),
    }
}

fn serve(cx: &mut Cx, settings: Settings) -> Result<ExitCode, String> {
    let closing = CancelToken::new();
    close_on_ctrl_c(closing.clone())?;
    let port = settings.port;
    let server = Server::bind(settings).map_err(|error| format!("cannot listen on port {port}: {error}"))?;
    // Whoever started this program and reads no output may still want a shop.
    let _ = writeln!(anstream::stdout(), "open at {}; Ctrl-C closes", server.address());

    let summary = server.run(cx, &closing);
    let written = write!(anstream::stdout(), "\nclosed: {}\n{summary}", closing.reason().as_deref().unwrap_or("no reason given"));
    if !summary.adds_up() {
        return Err("the books do not add up".into());
    }
    Ok(exit_code(written))
}

/// The first Ctrl-C closes the shop, the second one ends the program.
fn close_on_ctrl_c(closing: CancelToken) -> Result<(), String> {
    let handler = move || {
        if closing.is_cancelled() {
            std::process::exit(130);
        }
        let _ = writeln!(anstream::stderr(), "closing: what was accepted is still answered; Ctrl-C again ends at once");
        closing.cancel_because("interrupted");
    };
    ctrlc::set_handler(handler).map_err(|error| format!("cannot listen for Ctrl-C: {error}"))
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
    let _ = writeln!(anstream::stderr(), "{red}error:{red:#} {mistake}", red = summary::ERROR);
    ExitCode::from(2)
}
