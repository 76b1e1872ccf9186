//! The command line.

use crate::tokenise;
use lexopt::{Arg, ValueExt};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

pub(crate) const HELP: &str = "\
Indexes a directory tree: which word is on which line of which file.

Usage: indexer [DIR] [OPTIONS]

  DIR                 the tree, or one file; `.` if it is not given

  --find WORD..       print where these words are, as file:line
  --all               hidden and ignored files too (.gitignore, .ignore and the like are honoured otherwise)
  --threads N         as many workers, 512 at most; one for each core if it is not given
  --timeout SECONDS   stop after so long, with what is indexed by then
  --skipped           name all files that could not be indexed, not only the first ten
  --json              print everything as one JSON object
  -h, --help          print this

A word is a run of letters, digits and underscores, as Unicode has them, upper and lower case told apart.
Files that are no UTF-8 are named and left out. Symbolic links are counted and not followed.

Ctrl-C stops the indexing too, and a second one the program. What was indexed so far is printed and said to be incomplete;
in JSON, `complete` is false, and `ended` is `timeout` or `interrupted`.

Exit code: 0; 2 for a mistake; 124 after the timeout, 130 after Ctrl-C.
";

/// What the user wants.
pub(crate) enum Wish {
    Help,
    Index(Args),
}

pub(crate) struct Args {
    pub(crate) dir: PathBuf,
    pub(crate) find: Vec<String>,
    pub(crate) all: bool,
    pub(crate) threads: NonZeroUsize,
    pub(crate) skipped: bool,
    pub(crate) json: bool,
    pub(crate) timeout: Option<Duration>,
}

pub(crate) fn read() -> Result<Wish, lexopt::Error> {
    let mut parser = lexopt::Parser::from_env();
    let mut dir = None;
    let mut args = Args {
        dir: PathBuf::from("."),
        find: Vec::new(),
        all: false,
        threads: std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN),
        skipped: false,
        json: false,
        timeout: None,
    };
    while let Some(arg) = parser.next()? {
        match arg {
            Arg::Long("find") => {
                for value in parser.values()? {
                    let word = value.string()?;
                    if !tokenise::is_word(&word) {
                        let mistake = "is not one word: only letters, digits and `_` are in one (and DIR comes before `--find`)";
                        return Err(format!("`{word}` {mistake}").into());
                    }
                    if !args.find.contains(&word) {
                        args.find.push(word);
                    }
                }
            }
            Arg::Long("threads") => {
                let value = parser.value()?.string()?;
                args.threads = value.parse().map_err(|_| format!("`--threads` wants a number from 1 on, not `{value}`"))?;
            }
            Arg::Long("timeout") => {
                let value = parser.value()?.string()?;
                let seconds = value.parse().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
                args.timeout = Some(seconds.ok_or_else(|| format!("`--timeout` wants a number of seconds, not `{value}`"))?);
            }
            Arg::Long("all") => args.all = true,
            Arg::Long("skipped") => args.skipped = true,
            Arg::Long("json") => args.json = true,
            Arg::Short('h') | Arg::Long("help") => return Ok(Wish::Help),
            Arg::Value(value) if dir.is_none() => dir = Some(PathBuf::from(value)),
            other => return Err(other.unexpected()),
        }
    }
    args.dir = dir.unwrap_or(args.dir);
    Ok(Wish::Index(args))
}
