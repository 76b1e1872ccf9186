//! The program's source, where it can be read while the program runs. Nothing here fails: what cannot be read is not shown.

use super::Site;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The files that one text has looked into, each read once.
#[derive(Default)]
pub(super) struct Sources {
    files: Vec<(&'static str, Option<Vec<String>>)>,
}

impl Sources {
    /// The lines of the file, if it can be read and has this place.
    pub(super) fn lines(&mut self, site: Site) -> Option<&[String]> {
        let at = match self.files.iter().position(|(file, _)| *file == site.file()) {
            Some(at) => at,
            None => {
                self.files.push((site.file(), read(site.file())));
                self.files.len() - 1
            }
        };
        let lines = self.files[at].1.as_deref()?;
        let line = lines.get(site.line() as usize - 1)?;
        has_a_call(line, site.column() as usize).then_some(lines)
    }
}

/// Larger ones were not written by hand.
const LONGEST: u64 = 4 << 20;

/// A file is where rustc found it: below the directory in which cargo called it, which is the workspace's.
fn read(file: &str) -> Option<Vec<String>> {
    let path = Path::new(file);
    let found =
        if path.is_absolute() { Some(path.to_path_buf()) } else { bases().iter().map(|base| base.join(path)).find(|path| path.is_file()) };
    let found = found?;
    let metadata = fs::metadata(&found).ok()?;
    if !metadata.is_file() || metadata.len() > LONGEST || metadata.modified().is_ok_and(is_newer) {
        return None;
    }
    Some(fs::read_to_string(found).ok()?.lines().map(str::to_owned).collect())
}

/// Whether a file has changed since this program was built, so that its lines may be others.
fn is_newer(modified: SystemTime) -> bool {
    let built = std::env::current_exe().and_then(fs::metadata).and_then(|program| program.modified());
    built.is_ok_and(|built| modified > built)
}

/// Where to look: what is around the package and around the current directory, a workspace's root first.
fn bases() -> Vec<PathBuf> {
    let package = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let starts = package.into_iter().chain(std::env::current_dir());
    let mut bases: Vec<PathBuf> = starts.flat_map(|start| start.ancestors().map(Path::to_path_buf).collect::<Vec<_>>()).collect();
    bases.sort_by_key(|base| !base.join("Cargo.lock").is_file());
    bases
}

/// Whether a call may begin at this column: it is a name, from its first letter. Another project's file would mostly not have it there.
fn has_a_call(line: &str, column: usize) -> bool {
    let mut before = line.chars().skip(column.saturating_sub(2)).take(column.min(2));
    let previous = if column > 1 { before.next() } else { None };
    before.next().is_some_and(|first| is_word(first) || first == '(') && !previous.is_some_and(is_word)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// How many characters of the line belong to the call that begins at `column`: the name, and its arguments if they end on this line.
pub(super) fn call(line: &str, column: usize) -> usize {
    let rest: Vec<char> = line.chars().skip(column - 1).collect();
    let name = rest.iter().take_while(|&&c| is_word(c) || c == ':' || c == '!').count();
    let mut depth = 0;
    for (i, c) in rest.iter().enumerate().skip(name) {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return if i == name { name.max(1) } else { i + 1 };
        }
    }
    name.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::panic::Location;

    #[test]
    fn what_is_underlined() {
        let table = [
            ("let x = a.lock();", 11, "lock()"),
            ("drop((b.lock(), a.lock()));", 9, "lock()"),
            ("unhang::root(|cx| {", 1, "unhang::root"),
            ("channel::bounded(size(1));", 1, "channel::bounded(size(1))"),
            ("select! {", 1, "select!"),
            ("let n: u8 = r.recv::<u8>();", 15, "recv::"),
            ("*value", 1, "*"),
            ("größe.lock()", 7, "lock()"),
        ];
        for (line, column, expected) in table {
            let found: String = line.chars().skip(column - 1).take(call(line, column)).collect();
            assert_eq!(found, expected, "{line}");
        }
    }

    #[test]
    fn a_call_begins_with_its_name() {
        for (line, column, begins) in
            [("a.lock()", 3, true), ("a.lock()", 4, false), ("a.lock()", 2, false), ("a.lock()", 9, false), ("f()", 1, true)]
        {
            assert_eq!(has_a_call(line, column), begins, "{line} {column}");
        }
        assert!(!has_a_call("", 1));
    }

    #[test]
    fn this_file_is_found() {
        let mut sources = Sources::default();
        let here = Location::caller();
        let lines = sources.lines(here).expect("it was compiled from here");
        assert!(lines[here.line() as usize - 1].contains("let here"));
        assert!(read("no/such/file.rs").is_none() && read("runtime/src").is_none());
    }
}
