//! Walker, workers, collector, and the channels between them.

use crate::args::Args;
use crate::index::{Done, Index};
use crate::order;
use crate::walk::{Found, Walk, walk};
use crate::work::work;
use indicatif::{ProgressBar, ProgressStyle};
use std::fs;
use std::io;
use std::panic::resume_unwind;
use std::thread;
use std::time::{Duration, Instant};
use unhang::{Builder, CancelToken, Cx, Interrupt, Mutex, Receiver};

/// So many handfuls of files may be found and not read yet.
const AHEAD: usize = 32;
/// More would only wait for the disk.
const MOST_WORKERS: usize = 512;

/// What ends the walk and the work before they are done. The collector goes on, to see all that was done.
pub(crate) struct Limits {
    pub(crate) token: CancelToken,
    pub(crate) deadline: Option<Instant>,
}

impl Limits {
    fn apply<H, R>(&self, cx: &mut Cx<H>, f: impl for<'x> FnOnce(&'x mut Cx<H>) -> R) -> R {
        cx.with_token(&self.token, |cx| match self.deadline {
            Some(deadline) => cx.with_deadline(deadline, f),
            None => f(cx),
        })
    }
}

/// The index, and how it came about.
pub(crate) struct Outcome {
    pub(crate) index: Index,
    /// Why it is incomplete, if it is.
    pub(crate) ended: Option<Interrupt>,
    pub(crate) links: usize,
    pub(crate) workers: usize,
    pub(crate) times: Times,
}

/// How long it took.
pub(crate) struct Times {
    pub(crate) walk: Duration,
    /// To index what was not indexed when the walk had ended.
    pub(crate) rest: Duration,
}

/// What the tasks share.
#[derive(Default)]
pub(crate) struct Shared {
    pub(crate) index: Index,
    pub(crate) progress: Progress,
}

/// Indexes the tree. The error is one that is not there, or a system that gives no threads.
pub(crate) fn index(cx: &mut Cx, args: &Args, limits: &Limits) -> Result<Outcome, String> {
    fs::metadata(&args.dir).map_err(|error| format!("cannot read `{}`: {error}", args.dir.display()))?;
    let start = Instant::now();
    let shared = Shared::default();
    let ran = run(cx, args, limits, &shared);
    shared.progress.finish(cx);
    let Ran { walk, ended, workers } = ran.map_err(|error| format!("cannot start a thread: {error}"))?;
    let times = Times { walk: walk.time, rest: start.elapsed().saturating_sub(walk.time) };
    Ok(Outcome { index: shared.index, ended, links: walk.links, workers, times })
}

struct Ran {
    walk: Walk,
    ended: Option<Interrupt>,
    workers: usize,
}

fn run(cx: &mut Cx, args: &Args, limits: &Limits, shared: &Shared) -> io::Result<Ran> {
    unhang::scope(cx, |scope, cx| {
        let (done, outcomes, cx) = cx.unbounded::<Done, order::Done>();
        let (found, files, cx) = cx.bounded::<Vec<Found>, order::Found>(AHEAD);
        let mut workers = Vec::new();
        while workers.len() < args.threads.get().min(MOST_WORKERS) {
            let worker = Builder::new().name(format!("worker {}", workers.len()));
            let worker = worker.spawn_scoped_with(scope, cx, (&files, &done), |cx, (files, done)| {
                limits.apply(cx, |cx| work(cx, files, done, &shared.index))
            });
            match worker {
                Ok((worker, _)) => workers.push(worker),
                Err(error) if workers.is_empty() => return Err(error),
                // Then fewer do the work.
                Err(_) => break,
            }
        }
        let walker = Builder::new().name("walker".into());
        let (walker, cx) =
            walker.spawn_scoped_with(scope, cx, (found,), |cx, (found,)| limits.apply(cx, |cx| walk(cx, found, args, &shared.progress)))?;
        let cx = files.close(cx);
        let cx = done.close(cx);
        collect(cx, &outcomes, shared);

        let mut ran = Ran { walk: result(walker.join(cx)), ended: None, workers: workers.len() };
        ran.ended = ran.walk.ended.take();
        for worker in workers {
            ran.ended = result(worker.join(cx)).err().or(ran.ended);
        }
        Ok(ran)
    })
}

/// Writes down what the workers have done, until all of them have ended.
#[unhang::acquires(order::Done)]
fn collect(cx: &mut Cx, outcomes: &Receiver<Done, order::Done>, shared: &Shared) {
    while let Ok(done) = outcomes.recv(cx) {
        let files = done.files();
        shared.index.conclude(cx, done);
        shared.progress.read(cx, files);
    }
}

fn result<T>(joined: thread::Result<T>) -> T {
    joined.unwrap_or_else(|panic| resume_unwind(panic))
}

/// How much is found, and how much of it is read.
pub(crate) struct Progress(Mutex<ProgressBar, order::Progress>);

impl Default for Progress {
    /// Nothing is drawn where standard error is no terminal.
    fn default() -> Progress {
        let bar = ProgressBar::new(0);
        Progress(Mutex::new(match ProgressStyle::with_template("{bar:40.cyan} {human_pos} of {human_len} files, {eta} left") {
            Ok(style) => bar.with_style(style),
            Err(_) => bar,
        }))
    }
}

impl Progress {
    #[unhang::acquires(order::Progress)]
    pub(crate) fn found(&self, cx: &mut Cx, files: usize) {
        self.0.lock(cx).inc_length(files as u64);
    }

    #[unhang::acquires(order::Progress)]
    fn read(&self, cx: &mut Cx, files: usize) {
        self.0.lock(cx).inc(files as u64);
    }

    #[unhang::acquires(order::Progress)]
    fn finish(&self, cx: &mut Cx) {
        self.0.lock(cx).finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::num::NonZeroUsize;

    const FILES: usize = 400;

    /// Files of one content, with one line that has `word`.
    fn tree() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        let first = dir.path().join("0.txt");
        fs::write(&first, "word\n".to_owned() + &"some thing else\n".repeat(300)).unwrap();
        (1..FILES).for_each(|file| fs::hard_link(&first, dir.path().join(format!("{file}.txt"))).unwrap());
        dir
    }

    /// Indexes, and returns how many files are in the index, for what is known of them by different ways.
    #[track_caller]
    fn indexed(cx: &mut Cx, dir: &tempfile::TempDir, limits: &Limits) -> (usize, Option<Interrupt>) {
        let threads = NonZeroUsize::new(3).unwrap();
        let dir = dir.path().to_path_buf();
        let args = Args { dir, find: vec![], all: false, threads, skipped: false, json: false, timeout: None };
        let outcome = index(cx, &args, limits).unwrap();
        let places = outcome.index.find(cx, "word");
        let (totals, entries) = outcome.index.take_summary(cx);
        assert_eq!(totals.sum().files, entries.len() as u64);
        assert!(places.iter().map(|place| place.file as usize).eq(entries.iter().map(|entry| entry.file)));
        (entries.len(), outcome.ended)
    }

    #[test]
    fn cancelled_before_it_begins() {
        let limits = Limits { token: CancelToken::new(), deadline: None };
        limits.token.cancel_because("enough");
        let ended = Some(Interrupt::Cancelled(Some("enough".into())));
        assert_eq!(unhang::root(|cx| indexed(cx, &tree(), &limits)), (0, ended));
    }

    /// At some moment, which is another one on each machine.
    #[test]
    fn cancelled_on_the_way() {
        let dir = tree();
        for after in [0, 1, 3, 10, 30, 100] {
            let limits = Limits { token: CancelToken::new(), deadline: None };
            thread::scope(|scope| {
                scope.spawn(|| {
                    thread::sleep(Duration::from_millis(after));
                    limits.token.cancel();
                });
                let (files, ended) = unhang::root(|cx| indexed(cx, &dir, &limits));
                assert!(ended.is_some() || files == FILES, "{files} files");
            });
        }
    }

    #[test]
    fn the_deadline_passes_on_the_way() {
        let dir = tree();
        for after in [0, 1, 3, 10, 30, 100] {
            let deadline = Instant::now() + Duration::from_millis(after);
            let (files, ended) = unhang::root(|cx| indexed(cx, &dir, &Limits { token: CancelToken::new(), deadline: Some(deadline) }));
            assert!(ended == Some(Interrupt::Deadline) || (ended, files) == (None, FILES), "{files} files");
        }
    }
}
