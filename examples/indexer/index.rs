//! The inverted index: words in shards, statistics and a journal, each behind a lock of the declared order.

use crate::language;
use crate::order;
use crate::tokenise;
use crate::walk::{Found, Problem};
use rustc_hash::{FxBuildHasher, FxHashMap};
use std::collections::BTreeMap;
use std::hash::BuildHasher;
use std::mem;
use std::ops::AddAssign;
use std::path::PathBuf;
use unhang::{Cx, Mutex, RwLock};

/// The number of a file, in the order of the paths.
pub(crate) type FileId = usize;

/// The text of a file, or why there is none.
pub(crate) type Text = Result<String, Problem>;

/// Files that were read, to be added at once.
#[derive(Default)]
pub(crate) struct Batch {
    pub(crate) documents: Vec<(Found, Text)>,
    pub(crate) bytes: usize,
}

impl Batch {
    pub(crate) fn push(&mut self, file: Found, text: Text) {
        self.bytes += text.as_ref().map_or(0, String::len);
        self.documents.push((file, text));
    }
}

/// A batch whose words are in the index, and which is not in the totals and the journal yet.
#[must_use]
pub(crate) struct Done {
    languages: BTreeMap<&'static str, Counts>,
    entries: Vec<Entry>,
}

impl Done {
    pub(crate) fn files(&self) -> usize {
        self.entries.len()
    }
}

/// Where a word is. Small, as there are many: four billion files, and lines in each, have room.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) file: u32,
    pub(crate) line: u32,
}

/// Enough for two tasks to meet rarely.
const SHARDS: usize = 64;

/// Which word is where, how much there is, and what became of each file.
pub(crate) struct Index {
    shards: Vec<RwLock<Shard, order::Shards>>,
    totals: Mutex<Totals, order::Statistics>,
    journal: Mutex<Vec<Entry>, order::Journal>,
}

type Shard = FxHashMap<Box<str>, Vec<Place>>;

/// How much there is.
#[derive(Debug, Clone, Default)]
pub(crate) struct Totals {
    pub(crate) languages: BTreeMap<&'static str, Counts>,
    pub(crate) distinct_words: usize,
}

impl Totals {
    pub(crate) fn sum(&self) -> Counts {
        let mut sum = Counts::default();
        self.languages.values().for_each(|counts| sum += *counts);
        sum
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) files: u64,
    pub(crate) lines: u64,
    pub(crate) bytes: u64,
    pub(crate) words: u64,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, more: Counts) {
        self.files += more.files;
        self.lines += more.lines;
        self.bytes += more.bytes;
        self.words += more.words;
    }
}

/// What became of a file.
pub(crate) struct Entry {
    pub(crate) file: FileId,
    pub(crate) path: PathBuf,
    pub(crate) outcome: Result<(), Problem>,
}

impl Default for Index {
    fn default() -> Index {
        Index { shards: (0..SHARDS).map(|_| RwLock::default()).collect(), totals: Mutex::default(), journal: Mutex::default() }
    }
}

impl Index {
    /// Adds the words of a batch: tokenises without a lock, then takes one shard after the other.
    #[unhang::acquires(order::Shards)]
    pub(crate) fn add(&self, cx: &mut Cx, batch: Batch) -> Done {
        let Tokens { words, languages } = Tokens::of(&batch);
        let mut pages: Vec<Vec<(&str, Vec<Place>)>> = (0..SHARDS).map(|_| Vec::new()).collect();
        for (word, places) in words {
            pages[shard_of(word)].push((word, places));
        }
        // Each task begins at another shard, lest all queue for the first one.
        let start = batch.documents.first().map_or(0, |(first, _)| first.file % SHARDS);
        for at in (start..SHARDS).chain(0..start) {
            self.add_page(cx, at, mem::take(&mut pages[at]));
        }
        let entry = |(Found { file, path, .. }, text): (Found, Text)| Entry { file, path, outcome: text.map(drop) };
        Done { languages, entries: batch.documents.into_iter().map(entry).collect() }
    }

    /// Counts new words before it lets go of their shard, so that the total is never behind.
    #[unhang::acquires(order::Shards)]
    fn add_page(&self, cx: &mut Cx, at: usize, page: Vec<(&str, Vec<Place>)>) {
        let (mut shard, cx) = self.shards[at].write(cx).nest();
        let before = shard.len();
        for (word, mut places) in page {
            match shard.get_mut(word) {
                Some(known) => known.append(&mut places),
                None => drop(shard.insert(word.into(), places)),
            }
        }
        self.totals.lock(cx).distinct_words += shard.len() - before;
    }

    /// Whoever sees the totals finds just these files in the journal.
    #[unhang::acquires(order::Statistics)]
    pub(crate) fn conclude(&self, cx: &mut Cx, done: Done) {
        let (mut totals, cx) = self.totals.lock(cx).nest();
        for (language, counts) in done.languages {
            *totals.languages.entry(language).or_default() += counts;
        }
        self.journal.lock(cx).extend(done.entries);
    }

    /// Where `word` is, sorted.
    #[unhang::acquires(order::Shards)]
    pub(crate) fn find(&self, cx: &mut Cx, word: &str) -> Vec<Place> {
        let mut places = self.shards[shard_of(word)].read(cx).get(word).cloned().unwrap_or_default();
        places.sort_unstable();
        places
    }

    /// Takes out how much there is, and the entries of just these files, sorted.
    #[unhang::acquires(order::Statistics)]
    pub(crate) fn take_summary(&self, cx: &mut Cx) -> (Totals, Vec<Entry>) {
        let (mut totals, cx) = self.totals.lock(cx).nest();
        let mut entries = mem::take(&mut *self.journal.lock(cx));
        entries.sort_unstable_by_key(|entry| entry.file);
        (mem::take(&mut *totals), entries)
    }
}

/// The words of a batch, and how much there is of each language.
#[derive(Default)]
struct Tokens<'t> {
    words: FxHashMap<&'t str, Vec<Place>>,
    languages: BTreeMap<&'static str, Counts>,
}

impl<'t> Tokens<'t> {
    fn of(batch: &'t Batch) -> Tokens<'t> {
        let mut tokens = Tokens::default();
        for (Found { file, path, .. }, text) in &batch.documents {
            let Ok(text) = text else { continue };
            let mut count = 0;
            let lines = tokenise::words(text, |word, line| {
                count += 1;
                let place = Place { file: *file as u32, line };
                let places = tokens.words.entry(word).or_default();
                if places.last() != Some(&place) {
                    places.push(place);
                }
            });
            let counts = Counts { files: 1, lines: lines.into(), bytes: text.len() as u64, words: count };
            *tokens.languages.entry(language::of(path)).or_default() += counts;
        }
        tokens
    }
}

/// From bits that the maps inside the shards do not look at first.
fn shard_of(word: &str) -> usize {
    (FxBuildHasher.hash_one(word) >> 40) as usize % SHARDS
}
