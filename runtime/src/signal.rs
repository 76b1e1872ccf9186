//! A snapshot of all tasks when a signal comes.

use crate::{tasks, watch};
use signal_hook::iterator::Signals;
use std::convert::Infallible;
use std::io::{self, Write};
use std::sync::mpsc;
use std::thread;

/// From now on, prints [`tasks`] to standard error whenever the process gets this signal, such as `SIGUSR1`: for a program that seems to
/// hang. What the signal did before it does no more.
///
/// It starts a thread, which sleeps until the signal comes, and which the checker does not count among those that could wake a task. Nothing
/// is stopped: the program goes on. In an unchecked build there are no tasks to be seen, and it says so.
///
/// ```no_run
/// unhang::print_tasks_on(signal_hook::consts::SIGUSR1).expect("it can be caught"); // then: kill -USR1 PID
/// ```
///
/// # Errors
///
/// When the signal is none, or one that cannot be caught, or the system cannot create a thread.
pub fn print_tasks_on(signal: i32) -> io::Result<()> {
    if signal_hook::consts::FORBIDDEN.contains(&signal) {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, format!("signal {signal} cannot be caught")));
    }
    let mut signals = Signals::new([signal])?;
    let (known, is_known) = mpsc::channel::<Infallible>();
    let wait = move || {
        watch::thread_is_ours();
        drop(known);
        signals.forever().for_each(|_| print());
    };
    thread::Builder::new().name("unhang signal".into()).spawn(wait)?;
    // Until then it would be taken for one of the program's.
    _ = is_known.recv();
    Ok(())
}

fn print() {
    let hint = if crate::is_checked() { "" } else { " (this build is not checked: use debug assertions, or the feature `checked`)" };
    _ = writeln!(io::stderr(), "{}{hint}", tasks());
}
