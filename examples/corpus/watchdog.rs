//! Runs a process, and ends it when it hangs.

use std::io::{self, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// How a process came to its end, and what it had printed until then.
pub struct Ran {
    pub end: End,
    pub stdout: String,
    pub stderr: String,
}

pub enum End {
    /// By itself.
    Over(ExitStatus),
    /// None of its threads had moved for a while, but the main thread, which does not count.
    Asleep,
    /// After the time that it had.
    Late,
}

/// What is waited for.
#[derive(Clone, Copy)]
pub enum Until {
    Over,
    /// Its end, or that it sleeps.
    Asleep,
}

/// How often the process is looked at.
const LOOK: Duration = Duration::from_millis(10);
/// How long it has to sleep.
const SLEEP: Duration = Duration::from_millis(300);

pub fn watch(command: &mut Command, until: Until, limit: Duration) -> io::Result<Ran> {
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let printed = [read(child.stdout.take()), read(child.stderr.take())];
    let end = wait(&mut child, until, limit);
    // It has ended by itself, or it is to end.
    _ = child.kill();
    child.wait()?;
    let [stdout, stderr] = printed.map(|reader| reader.join().expect("no panic"));
    Ok(Ran { end: end?, stdout, stderr })
}

fn read(pipe: Option<impl Read + Send + 'static>) -> JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        // What it had printed before is worth something, too.
        _ = pipe.map(|mut pipe| pipe.read_to_end(&mut bytes));
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

fn wait(child: &mut Child, until: Until, limit: Duration) -> io::Result<End> {
    let start = Instant::now();
    let mut seen = (start, None);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(End::Over(status));
        }
        let now = Instant::now();
        let asleep = matches!(until, Until::Asleep).then(|| asleep(child.id())).flatten();
        if asleep.is_none() || asleep != seen.1 {
            seen = (now, asleep);
        }
        if seen.1.is_some() && now - seen.0 >= SLEEP {
            return Ok(End::Asleep);
        }
        if now - start >= limit {
            return Ok(End::Late);
        }
        thread::sleep(LOOK);
    }
}

/// The threads of a process besides its main thread, and how often each of them has been put to sleep; if all of them sleep.
///
/// The same answer twice says that none of them has run in between. On systems without such a list it is none, and only time says that
/// a process hangs.
fn asleep(process: u32) -> Option<Vec<(u32, u64)>> {
    let threads = std::fs::read_dir(format!("/proc/{process}/task")).ok()?;
    let numbers = threads.map(|thread| thread.ok()?.file_name().to_str()?.parse().ok()).collect::<Option<Vec<u32>>>()?;
    let mut others: Vec<u32> = numbers.into_iter().filter(|&thread| thread != process).collect();
    others.sort_unstable();
    let sleeps = |thread: &u32| Some((*thread, sleeps(&std::fs::read_to_string(format!("/proc/{process}/task/{thread}/status")).ok()?)?));
    others.iter().map(sleeps).collect::<Option<Vec<_>>>().filter(|others| !others.is_empty())
}

/// How often a thread has been put to sleep, from its `status`; if it sleeps.
fn sleeps(status: &str) -> Option<u64> {
    let field = |name: &str| status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':').map(str::trim));
    let switches = |name| field(name)?.parse::<u64>().ok();
    field("State")?.starts_with('S').then_some(())?;
    Some(switches("voluntary_ctxt_switches")? + switches("nonvoluntary_ctxt_switches")?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_sleeps() {
        let status = |state| format!("Name:\ta\nState:\t{state}\nvoluntary_ctxt_switches:\t7\nnonvoluntary_ctxt_switches:\t2\n");
        assert_eq!(sleeps(&status("S (sleeping)")), Some(9));
        assert_eq!(sleeps(&status("R (running)")), None);
        assert_eq!(sleeps("State:\tS (sleeping)\n"), None);
    }

    #[test]
    fn a_process_that_does_not_end_is_ended() {
        let start = Instant::now();
        let ran = watch(Command::new("sleep").arg("100"), Until::Asleep, Duration::from_millis(500)).unwrap();
        assert!(matches!(ran.end, End::Late), "it has a main thread only");
        assert!(start.elapsed() < Duration::from_secs(50));
    }

    #[test]
    fn what_was_printed_is_there() {
        let ran = watch(Command::new("echo").arg("text"), Until::Over, Duration::from_secs(50)).unwrap();
        assert!(matches!(ran.end, End::Over(status) if status.success()));
        assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("text\n", ""));
    }
}
