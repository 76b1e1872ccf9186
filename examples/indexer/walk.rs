//! Finds the files.

use crate::args::Args;
use crate::order;
use ignore::{DirEntry, ParallelVisitor, ParallelVisitorBuilder, WalkBuilder, WalkState};
use std::fs;
use std::mem;
use std::path::{Path, PathBuf};
use unhang::{Cx, Mutex};

/// What is to be indexed or, if that cannot be, named.
pub(crate) struct Item {
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

/// The outcome of a walk.
#[derive(Default)]
pub(crate) struct Found {
    /// Sorted by path, so that the number of an item says where it comes.
    pub(crate) items: Vec<Item>,
    /// Links that lead somewhere; they are not followed.
    pub(crate) links: usize,
}

/// Walks the tree with the threads of the `ignore` crate, which know nothing of contexts.
pub(crate) fn walk(cx: &mut Cx, args: &Args) -> Result<Found, String> {
    fs::metadata(&args.dir).map_err(|error| format!("cannot read `{}`: {error}", args.dir.display()))?;
    let collected = Collected(Mutex::default());
    let walker = WalkBuilder::new(&args.dir).standard_filters(!args.all).threads(args.threads.get().min(8)).build_parallel();
    walker.visit(&mut Visitors(&collected));

    let mut found = mem::take(&mut *collected.0.lock(cx));
    found.items.sort_unstable_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

/// What all threads have found so far.
struct Collected(Mutex<Found, order::Queue>);

impl Collected {
    /// Has no context to take: `Drop` calls it, on a thread that somebody else has started.
    #[unhang::acquires(order::Queue)]
    fn add(&self, part: &mut Found) {
        let mut all = self.0.lock(cx);
        all.items.append(&mut part.items);
        all.links += part.links;
    }
}

struct Visitors<'a>(&'a Collected);

impl<'s, 'a: 's> ParallelVisitorBuilder<'s> for Visitors<'a> {
    fn build(&mut self) -> Box<dyn ParallelVisitor + 's> {
        Box::new(Visitor { collected: self.0, found: Found::default() })
    }
}

/// One thread of the walk; hands over what it has found when it ends.
struct Visitor<'a> {
    collected: &'a Collected,
    found: Found,
}

impl Drop for Visitor<'_> {
    fn drop(&mut self) {
        self.collected.add(&mut self.found);
    }
}

impl ParallelVisitor for Visitor<'_> {
    fn visit(&mut self, entry: Result<DirEntry, ignore::Error>) -> WalkState {
        match entry {
            Ok(entry) => self.enter(entry),
            Err(error) => {
                let path = path_of(&error).unwrap_or(Path::new("?")).to_path_buf();
                self.found.items.push(Item { path, problem: Some(Problem::Unreadable(reason(&error))) });
            }
        }
        WalkState::Continue
    }
}

impl Visitor<'_> {
    fn enter(&mut self, entry: DirEntry) {
        let kind = entry.file_type();
        let problem = match kind {
            Some(kind) if kind.is_dir() => return,
            Some(kind) if kind.is_file() => None,
            Some(kind) if kind.is_symlink() && entry.depth() > 0 => match fs::metadata(entry.path()) {
                Ok(_) => {
                    self.found.links += 1;
                    return;
                }
                Err(_) => Some(Problem::BrokenLink),
            },
            Some(kind) if kind.is_symlink() && entry.path().is_file() => None,
            _ if entry.path().is_dir() => return,
            _ => Some(Problem::Special),
        };
        self.found.items.push(Item { path: tidy(entry.into_path()), problem });
    }
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
