//! The inverted index: words in shards, statistics and a journal, each behind a lock of the declared order.

use crate::language;
use crate::order;
use crate::tokenise;
use crate::walk::{Item, Problem};
use rustc_hash::{FxBuildHasher, FxHashMap};
use std::collections::BTreeMap;
use std::hash::BuildHasher;
use std::ops::AddAssign;
use unhang::{Cx, Mutex, RwLock};

/// The number of a file, in the order of the paths.
pub(crate) type FileId = usize;

/// The text of a file, or why there is none.
pub(crate) type Text = Result<String, Problem>;

/// A file that was read.
pub(crate) struct Document {
    pub(crate) file: FileId,
    pub(crate) text: Text,
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
    items: Vec<Item>,
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
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) file: FileId,
    pub(crate) outcome: Result<(), Problem>,
}

impl Index {
    pub(crate) fn new(items: Vec<Item>) -> Index {
        Index { items, shards: (0..SHARDS).map(|_| RwLock::default()).collect(), totals: Mutex::default(), journal: Mutex::default() }
    }

    /// What is indexed, by number.
    pub(crate) fn items(&self) -> &[Item] {
        &self.items
    }

    /// Adds a batch of files: tokenises without a lock, then takes one shard after the other.
    #[unhang::acquires(order::Shards)]
    pub(crate) fn add(&self, cx: &mut Cx, batch: &[Document]) {
        let Tokens { words, languages } = self.tokenise(batch);
        let mut pages: Vec<Vec<(&str, Vec<Place>)>> = (0..SHARDS).map(|_| Vec::new()).collect();
        for (word, places) in words {
            pages[shard_of(word)].push((word, places));
        }
        // Each task begins at another shard, lest all queue for the first one.
        let start = batch.first().map_or(0, |document| document.file % SHARDS);
        for at in (start..SHARDS).chain(0..start) {
            self.add_page(cx, at, std::mem::take(&mut pages[at]));
        }
        self.conclude(cx, languages, batch);
    }

    fn tokenise<'t>(&self, batch: &'t [Document]) -> Tokens<'t> {
        let mut tokens = Tokens::default();
        for Document { file, text } in batch {
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
            *tokens.languages.entry(language::of(&self.items[*file].path)).or_default() += counts;
        }
        tokens
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
    fn conclude(&self, cx: &mut Cx, languages: BTreeMap<&'static str, Counts>, batch: &[Document]) {
        let (mut totals, cx) = self.totals.lock(cx).nest();
        for (language, counts) in languages {
            *totals.languages.entry(language).or_default() += counts;
        }
        let outcome = |document: &Document| document.text.as_ref().map(drop).map_err(Problem::clone);
        let entries = batch.iter().map(|document| Entry { file: document.file, outcome: outcome(document) });
        self.journal.lock(cx).extend(entries);
    }

    /// Where `word` is, sorted.
    #[unhang::acquires(order::Shards)]
    pub(crate) fn find(&self, cx: &mut Cx, word: &str) -> Vec<Place> {
        let mut places = self.shards[shard_of(word)].read(cx).get(word).cloned().unwrap_or_default();
        places.sort_unstable();
        places
    }

    /// How much there is so far, and the entries of just these files, sorted.
    #[unhang::acquires(order::Statistics)]
    pub(crate) fn summary(&self, cx: &mut Cx) -> (Totals, Vec<Entry>) {
        let (totals, cx) = self.totals.lock(cx).nest();
        let mut entries = self.journal.lock(cx).clone();
        entries.sort_unstable_by_key(|entry| entry.file);
        (totals.clone(), entries)
    }
}

/// The words of a batch, and how much there is of each language.
#[derive(Default)]
struct Tokens<'t> {
    words: FxHashMap<&'t str, Vec<Place>>,
    languages: BTreeMap<&'static str, Counts>,
}

/// From bits that the maps inside the shards do not look at first.
fn shard_of(word: &str) -> usize {
    (FxBuildHasher.hash_one(word) >> 40) as usize % SHARDS
}
