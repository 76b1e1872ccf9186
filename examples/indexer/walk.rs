//! Finds the files.

use crate::args::Args;
use crate::index::FileId;
use crate::order;
use crate::pipeline::Progress;
use ignore::{DirEntry, WalkBuilder};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use unhang::{Cx, Interrupt, Sender};

/// So many entries are sent at once. If the workers are behind, each message wakes the walker for another one.
const HANDFUL: usize = 16;

/// What is to be indexed or, if that cannot be, named.
pub(crate) struct Found {
    pub(crate) file: FileId,
    pub(crate) path: PathBuf,
    pub(crate) problem: Option<Problem>,
}

/// Why a file is not in the index.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Problem {
    NotUtf8,
    Unreadable(String),
    BrokenLink,
    /// A pipe, a socket, a device: reading it might never end.
    Special,
}

/// How a walk went.
pub(crate) struct Walk {
    /// Links that lead somewhere; they are not followed.
    pub(crate) links: usize,
    /// Why it did not come to its end, if so.
    pub(crate) ended: Option<Interrupt>,
    pub(crate) time: Duration,
}

/// Sends all files, in the order of their paths: the number of a file says where it comes.
#[unhang::role(owes(order::Found))]
pub(crate) fn walk(cx: &mut Cx, found: Sender<Vec<Found>, order::Found>, args: &Args, progress: &Progress) -> Walk {
    let start = Instant::now();
    let mut entries = WalkBuilder::new(&args.dir).standard_filters(!args.all).sort_by_file_name(Ord::cmp).build().peekable();
    let (mut file, mut links, mut directories) = (0, 0, Vec::new());
    let ended = loop {
        if let Err(interrupt) = cx.checkpoint() {
            break Some(interrupt);
        }
        if entries.peek().is_none() {
            break None;
        }
        let mut handful = Vec::new();
        for entry in entries.by_ref().take(HANDFUL) {
            match look(entry, &mut directories) {
                Seen::Directory => {}
                Seen::Link => links += 1,
                Seen::File(path, problem) => {
                    handful.push(Found { file, path: tidy(path), problem });
                    file += 1;
                }
            }
        }
        progress.found(cx, handful.len());
        // Without an interrupt all workers panicked, which is for their owner to tell.
        if found.send(cx, handful).is_err() {
            break cx.checkpoint().err();
        }
    };
    Walk { links, ended, time: start.elapsed() }
}

enum Seen {
    Directory,
    Link,
    File(PathBuf, Option<Problem>),
}

/// `directories` leads to where the walk is, one for each step.
fn look(entry: Result<DirEntry, ignore::Error>, directories: &mut Vec<PathBuf>) -> Seen {
    let entry = match entry {
        Ok(entry) => entry,
        Err(error) => {
            let path = path_of(&error).or_else(|| Some(directories.get(error.depth()?.checked_sub(1)?)?.as_path()));
            return Seen::File(path.unwrap_or(Path::new("?")).to_path_buf(), Some(Problem::Unreadable(reason(&error))));
        }
    };
    let is_directory = entry.file_type().is_some_and(|kind| kind.is_dir());
    if is_directory || entry.depth() == 0 && entry.path().is_dir() {
        directories.truncate(entry.depth());
        directories.push(entry.into_path());
        return Seen::Directory;
    }
    let problem = match entry.file_type() {
        Some(kind) if kind.is_file() => None,
        Some(kind) if kind.is_symlink() && entry.depth() > 0 => match fs::metadata(entry.path()) {
            Ok(_) => return Seen::Link,
            Err(_) => Some(Problem::BrokenLink),
        },
        Some(kind) if kind.is_symlink() && entry.path().is_file() => None,
        _ => Some(Problem::Special),
    };
    Seen::File(entry.into_path(), problem)
}

/// `src/lib.rs` rather than `./src/lib.rs`.
fn tidy(path: PathBuf) -> PathBuf {
    match path.strip_prefix(".") {
        Ok(short) if !short.as_os_str().is_empty() => short.to_path_buf(),
        _ => path,
    }
}

fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => path_of(err),
        ignore::Error::Loop { child, .. } => Some(child),
        _ => None,
    }
}

fn reason(error: &ignore::Error) -> String {
    error.io_error().map_or_else(|| error.to_string(), ToString::to_string)
}
