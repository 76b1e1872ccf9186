//! Findings in files, for those who ask for them.

use super::Report;
use crate::settings;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

static DIRECTORY: parking_lot::RwLock<Option<PathBuf>> = parking_lot::RwLock::new(None);

/// Saves every finding from now on: in `directory`, which is made if it is not there, as `unhang-PROCESS-NUMBER.json`, `.dot` and
/// `.html`. It wins over the word `save=` in the variable `UNHANG`.
///
/// See [`Report::to_json`], [`Report::to_dot`] and [`Report::to_html`]. They are written before the policy is followed; with
/// [`Policy::Off`](crate::Policy::Off) there are none. If they cannot be written, a line on standard error says so.
///
/// Without effect in an unchecked build, where nothing is found.
pub fn save_reports(directory: impl Into<PathBuf>) {
    *DIRECTORY.write() = Some(directory.into());
}

/// Saves a finding, if that was asked for, and says on standard error where.
#[cfg_attr(not(any(debug_assertions, feature = "checked")), allow(dead_code))]
pub(super) fn save(report: &Report) {
    let asked = DIRECTORY.read().clone();
    if let Some(directory) = asked.or_else(|| settings::from_environment().save.clone()) {
        let said = match save_in(&directory, report) {
            Ok(path) => format!("unhang: this finding is saved as {}, .dot and .html", path.display()),
            Err(error) => format!("unhang: a finding cannot be saved in {}: {error}", directory.display()),
        };
        let _ = writeln!(io::stderr(), "{said}");
    }
}

/// The path of the first file.
fn save_in(directory: &Path, report: &Report) -> io::Result<PathBuf> {
    fs::create_dir_all(directory)?;
    let (path, mut json) = create(directory)?;
    json.write_all(report.to_json().as_bytes())?;
    fs::write(path.with_extension("dot"), report.to_dot())?;
    fs::write(path.with_extension("html"), report.to_html())?;
    Ok(path)
}

/// A file that was not there: an earlier process may have had the same number.
fn create(directory: &Path) -> io::Result<(PathBuf, File)> {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    loop {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = directory.join(format!("unhang-{}-{number}.json", std::process::id()));
        match File::create_new(&path) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            file => return Ok((path, file?)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::examples::two_locks;
    use super::*;

    #[test]
    fn three_files_each() {
        let directory = tempfile::tempdir().expect("a directory");
        let inside = directory.path().join("made/on the way");
        let paths = [(); 2].map(|()| save_in(&inside, &two_locks()).expect("it can be written"));
        assert_ne!(paths[0], paths[1]);
        for path in paths {
            assert_eq!(fs::read_to_string(&path).expect("a file"), two_locks().to_json());
            assert!(path.with_extension("dot").is_file() && path.with_extension("html").is_file());
        }
    }

    #[test]
    fn what_cannot_be_written_is_an_error() {
        let file = tempfile::NamedTempFile::new().expect("a file");
        assert!(save_in(file.path(), &two_locks()).is_err());
        assert!(save_in(&file.path().join("below"), &two_locks()).is_err());
    }
}
