//! What the user gets to see.

use crate::args::Args;
use crate::index::{Counts, Entry, FileId, Place};
use crate::pipeline::{Outcome, Times};
use crate::walk::Problem;
use anstyle::{AnsiColor, Style};
use serde_json::{Map, Value, json};
use std::fmt;
use std::io::{self, Write};
use std::path::Path;
use unhang::{Cx, Interrupt};

pub(crate) const ERROR: Style = AnsiColor::Red.on_default().bold();
const HEADING: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const PATH: Style = AnsiColor::Magenta.on_default();
const LINE: Style = AnsiColor::Green.on_default();

/// So many problems are named unless the user wants all.
const FEW: usize = 10;

pub(crate) struct Report<'a> {
    pub(crate) outcome: &'a Outcome,
    pub(crate) args: &'a Args,
}

impl Report<'_> {
    pub(crate) fn text(&self, cx: &mut Cx, out: &mut impl Write) -> io::Result<()> {
        let (totals, entries) = self.outcome.index.take_summary(cx);
        let skipped: Vec<_> = entries.iter().filter_map(|entry| Some((entry.file, entry.outcome.as_ref().err()?))).collect();
        let sum = totals.sum();
        writeln!(
            out,
            "{HEADING}{} indexed{HEADING:#}: {} lines, {} bytes, {} words, {} of them distinct",
            Plural(sum.files, "file"),
            Grouped(sum.lines),
            Grouped(sum.bytes),
            Grouped(sum.words),
            Grouped(totals.distinct_words as u64),
        )?;
        if let Some(interrupt) = &self.outcome.ended {
            let by = match interrupt {
                Interrupt::Deadline => "the timeout",
                _ => "Ctrl-C",
            };
            writeln!(out, "{ERROR}incomplete{ERROR:#}: stopped by {by}")?;
        }
        if !totals.languages.is_empty() {
            writeln!(out, "\n{DIM}{}{DIM:#}", row("", ["files", "lines", "bytes", "words"].map(String::from)))?;
        }
        let mut languages: Vec<_> = totals.languages.iter().collect();
        languages.sort_by_key(|(name, counts)| (std::cmp::Reverse(counts.lines), **name));
        for (name, Counts { files, lines, bytes, words }) in languages {
            writeln!(out, "{}", row(name, [files, lines, bytes, words].map(|count| Grouped(*count).to_string())))?;
        }
        if self.outcome.links > 0 {
            writeln!(out, "\n{}, not followed", Plural(self.outcome.links as u64, "symbolic link"))?;
        }
        if !skipped.is_empty() {
            writeln!(out, "\n{HEADING}{} skipped{HEADING:#}", Plural(skipped.len() as u64, "file"))?;
        }
        let shown = if self.args.skipped { skipped.len() } else { FEW };
        for (file, problem) in skipped.iter().take(shown) {
            writeln!(out, "{PATH}{}{PATH:#}: {problem}", path(&entries, *file).display())?;
        }
        if skipped.len() > shown {
            writeln!(out, "{DIM}and {} more; `--skipped` names them all{DIM:#}", Grouped((skipped.len() - shown) as u64))?;
        }
        for word in &self.args.find {
            let places = self.outcome.index.find(cx, word);
            writeln!(out, "\n{HEADING}{word}{HEADING:#}: {}", Plural(places.len() as u64, "line"))?;
            for Place { file, line } in places {
                writeln!(out, "{PATH}{}{PATH:#}:{LINE}{line}{LINE:#}", path(&entries, file as usize).display())?;
            }
        }
        let Times { walk, rest } = self.outcome.times;
        let seconds = (walk + rest).as_secs_f64();
        writeln!(
            out,
            "\n{DIM}{seconds:.2} s ({:.2} s to walk, {:.2} s more to index), {} files/s, {:.0} MB/s, threads: {}{DIM:#}",
            walk.as_secs_f64(),
            rest.as_secs_f64(),
            Grouped((sum.files as f64 / seconds) as u64),
            sum.bytes as f64 / 1e6 / seconds,
            self.outcome.workers,
        )
    }

    pub(crate) fn json(&self, cx: &mut Cx, out: &mut impl Write) -> io::Result<()> {
        let (totals, entries) = self.outcome.index.take_summary(cx);
        let skipped: Vec<Value> = entries
            .iter()
            .filter_map(|entry| Some((entry.file, entry.outcome.as_ref().err()?)))
            .map(|(file, problem)| json!({ "path": path(&entries, file).to_string_lossy(), "problem": problem.to_string() }))
            .collect();
        let languages: Map<String, Value> =
            totals.languages.iter().map(|(name, counts)| ((*name).to_owned(), counts_json(counts))).collect();
        let found: Map<String, Value> = self.args.find.iter().map(|word| (word.clone(), self.places_json(cx, &entries, word))).collect();
        let ended = self.outcome.ended.as_ref().map(|interrupt| match interrupt {
            Interrupt::Deadline => "timeout",
            _ => "interrupted",
        });
        let report = json!({
            "complete": ended.is_none(),
            "ended": ended,
            "totals": counts_json(&totals.sum()),
            "distinct_words": totals.distinct_words,
            "languages": languages,
            "links": self.outcome.links,
            "skipped": skipped,
            "found": found,
            "seconds": { "walk": self.outcome.times.walk.as_secs_f64(), "index": self.outcome.times.rest.as_secs_f64() },
            "threads": self.outcome.workers,
        });
        writeln!(out, "{report:#}")
    }

    fn places_json(&self, cx: &mut Cx, entries: &[Entry], word: &str) -> Value {
        let place = |Place { file, line }| format!("{}:{line}", path(entries, file as usize).display());
        self.outcome.index.find(cx, word).into_iter().map(place).collect()
    }
}

/// An incomplete index has gaps in its numbers.
fn path(entries: &[Entry], file: FileId) -> &Path {
    let at = entries.binary_search_by_key(&file, |entry| entry.file).expect("the journal has all files that are indexed");
    &entries[at].path
}

fn counts_json(Counts { files, lines, bytes, words }: &Counts) -> Value {
    json!({ "files": files, "lines": lines, "bytes": bytes, "words": words })
}

fn row(name: &str, cells: [String; 4]) -> String {
    let [files, lines, bytes, words] = cells;
    format!("{name:<12}{files:>10}{lines:>14}{bytes:>17}{words:>15}")
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Problem::NotUtf8 => f.write_str("not UTF-8"),
            Problem::Unreadable(reason) => write!(f, "unreadable: {reason}"),
            Problem::BrokenLink => f.write_str("a link that leads nowhere"),
            Problem::Special => f.write_str("not a regular file"),
        }
    }
}

/// `1 file`, `2 files`.
struct Plural(u64, &'static str);

impl fmt::Display for Plural {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Plural(count, what) = self;
        write!(f, "{} {what}{}", Grouped(*count), if *count == 1 { "" } else { "s" })
    }
}

/// `1,234,567`.
struct Grouped(u64);

impl fmt::Display for Grouped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.to_string();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at) % 3 == 0 {
                f.write_str(",")?;
            }
            write!(f, "{digit}")?;
        }
        Ok(())
    }
}
