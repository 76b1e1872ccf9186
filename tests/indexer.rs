//! `examples/indexer` against a count that shares nothing with it: one thread, `lines`, `split`, a tree map.

mod example;

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;
use std::thread;
use std::time::{Duration, Instant};

fn indexer() -> Command {
    static PROGRAM: LazyLock<PathBuf> = LazyLock::new(|| example::built("indexer"));
    let mut command = Command::new(&*PROGRAM);
    command.env_remove("UNHANG").env("RUST_BACKTRACE", "0");
    command
}

/// The report of a run that came to its end.
#[track_caller]
fn json(command: &mut Command) -> Value {
    let (report, code) = outcome(&command.arg("--json").output().unwrap());
    assert_eq!((code, &report["complete"], &report["ended"]), (0, &Value::from(true), &Value::Null));
    report
}

/// The report, and the exit code.
#[track_caller]
fn outcome(output: &Output) -> (Value, i32) {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(errors, "");
    (serde_json::from_slice(&output.stdout).unwrap(), output.status.code().unwrap())
}

/// What the indexer must come to.
#[derive(Debug, Default)]
struct Count {
    files: usize,
    lines: usize,
    bytes: usize,
    words: usize,
    places: BTreeMap<String, BTreeSet<(usize, usize)>>,
    paths: BTreeSet<PathBuf>,
    skipped: Vec<PathBuf>,
}

impl Count {
    /// Counts every file under `dir`.
    fn of(dir: &Path) -> Count {
        let mut count = Count::default();
        count.collect(dir);
        for (file, path) in count.paths.clone().into_iter().enumerate() {
            match fs::read_to_string(&path) {
                Ok(text) => count.add(file, &text),
                Err(_) => count.skipped.push(path),
            }
        }
        count
    }

    fn collect(&mut self, dir: &Path) {
        for entry in fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                self.collect(&path);
            } else {
                self.paths.insert(path);
            }
        }
    }

    fn add(&mut self, file: usize, text: &str) {
        self.files += 1;
        self.bytes += text.len();
        for (number, line) in (1..).zip(text.lines()) {
            self.lines += 1;
            for word in line.split(|char: char| !char.is_alphanumeric() && char != '_').filter(|word| !word.is_empty()) {
                self.words += 1;
                self.places.entry(word.to_owned()).or_default().insert((file, number));
            }
        }
    }

    /// Compares everything, of the words every `step`th.
    #[track_caller]
    fn assert_matches(&self, indexer: &mut Command, step: usize) {
        let asked: Vec<_> = self.places.iter().step_by(step).collect();
        let report = json(indexer.arg("--find").args(asked.iter().map(|(word, _)| word)));
        let totals = serde_json::json!({ "files": self.files, "lines": self.lines, "bytes": self.bytes, "words": self.words });
        assert_eq!(report["totals"], totals);
        assert_eq!(report["distinct_words"], self.places.len());
        for key in ["files", "lines", "bytes", "words"] {
            let languages = report["languages"].as_object().unwrap().values();
            assert_eq!(languages.map(|counts| counts[key].as_u64().unwrap()).sum::<u64>(), totals[key].as_u64().unwrap(), "{key}");
        }
        let skipped: Vec<_> = report["skipped"].as_array().unwrap().iter().map(|file| Path::new(file["path"].as_str().unwrap())).collect();
        assert_eq!(skipped, self.skipped);
        assert_eq!(report["found"].as_object().unwrap().len(), asked.len());
        let paths: Vec<_> = self.paths.iter().map(|path| path.display()).collect();
        for (word, places) in asked {
            let places: Vec<_> = places.iter().map(|(file, line)| format!("{}:{line}", paths[*file])).collect();
            assert_eq!(report["found"][word], Value::from(places), "`{word}`");
        }
    }
}

fn tree(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (name, content) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    dir
}

/// Numbers that look random and are the same each time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}

/// Text of a few words, many separators and all sorts of line ends.
fn text(numbers: &mut Numbers, tokens: usize) -> String {
    const WORDS: [&str; 12] = ["lock", "Lock", "x", "_", "a_1", "2026", "größe", "naïve", "日本語", "Ωμέγα", "e\u{301}", "ⅷ"];
    const BETWEEN: [&str; 12] = [" ", " ", " ", "\n", "\r\n", "\r", "\n\n", "\t", "::", "—", "\0", "\u{2028}"];
    let mut text = String::new();
    for _ in 0..tokens {
        text.push_str(WORDS[numbers.below(WORDS.len())]);
        if numbers.below(4) == 0 {
            text.push_str(&numbers.below(40).to_string());
        }
        text.push_str(BETWEEN[numbers.below(BETWEEN.len())]);
    }
    text
}

#[test]
fn a_generated_tree() {
    let dir = tree(&[
        ("empty.rs", b""),
        ("newline.rs", b"\n"),
        ("no_newline.md", b"the last line has no end"),
        ("crlf.txt", b"one\r\ntwo two\r\n\r\nfour"),
        ("latin1.c", b"caf\xe9"),
        ("deep/er/cut.txt", b"the last character is half \xe6\x97"),
        ("binary", &[0, 159, 146, 150, 255]),
        ("bom.py", b"\xef\xbb\xbfimport this"),
        ("huge_word.log", &[b'w'; 3000]),
    ]);
    let mut numbers = Numbers(7);
    for file in 0..400 {
        let extension = ["rs", "py", "unknown", "TOML"][file % 4];
        let path = dir.path().join(format!("{}/{}", file % 11, file % 5));
        fs::create_dir_all(&path).unwrap();
        let tokens = numbers.below(300);
        fs::write(path.join(format!("f{file}.{extension}")), text(&mut numbers, tokens)).unwrap();
    }
    fs::create_dir_all(dir.path().join("nothing/in/here")).unwrap();
    fs::write(dir.path().join("huge_line.json"), "line ".repeat(100_000)).unwrap();
    fs::write(dir.path().join("huge.txt"), text(&mut numbers, 20_000)).unwrap();

    let count = Count::of(dir.path());
    assert_eq!((count.files, count.skipped.len()), (408, 3));
    for threads in ["1", "2", "7", "300"] {
        count.assert_matches(indexer().arg(dir.path()).args(["--threads", threads]), 1);
    }
}

#[test]
fn an_empty_tree() {
    let dir = tree(&[]);
    let totals = serde_json::json!({ "files": 0, "lines": 0, "bytes": 0, "words": 0 });
    for threads in ["1", "300"] {
        let report = json(indexer().arg(dir.path()).args(["--threads", threads, "--find", "word"]));
        assert_eq!(
            (&report["totals"], &report["languages"], &report["skipped"]),
            (&totals, &serde_json::json!({}), &serde_json::json!([]))
        );
        assert_eq!(report["found"], serde_json::json!({ "word": [] }));
    }
}

#[test]
fn this_repository() {
    for room in ["runtime", "macros", "tests", "examples"] {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join(room);
        Count::of(&dir).assert_matches(indexer().arg(dir).arg("--all"), 7);
    }
}

#[test]
fn hidden_and_ignored_files() {
    let dir = tree(&[
        (".ignore", b"*.log\nout/\n!kept.log\n"),
        ("a.rs", b"word"),
        ("a.log", b"word"),
        ("kept.log", b"word"),
        ("out/b.rs", b"word"),
        (".hidden/c.rs", b"word"),
        (".d.rs", b"word"),
    ]);
    let found = |command: &mut Command| json(command.current_dir(dir.path()).args(["--find", "word"]))["found"]["word"].clone();
    assert_eq!(found(&mut indexer()), serde_json::json!(["a.rs:1", "kept.log:1"]));
    let all = serde_json::json!([".d.rs:1", ".hidden/c.rs:1", "a.log:1", "a.rs:1", "kept.log:1", "out/b.rs:1"]);
    assert_eq!(found(indexer().arg("--all")), all);
}

#[test]
fn the_answer_for_people() {
    let dir = tree(&[("a.rs", b"one\ntwo one\n"), ("b.py", b"two two"), ("c.bin", b"\xff")]);
    let output = indexer().current_dir(dir.path()).args(["--find", "one", "three", "one", "--threads", "3"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let (answer, time) = text.trim_end().rsplit_once("\n\n").unwrap();
    assert_eq!(
        answer,
        "2 files indexed: 3 lines, 19 bytes, 5 words, 2 of them distinct\n\n\
        \x20                files         lines            bytes          words\n\
        Rust                 1             2               12              3\n\
        Python               1             1                7              2\n\n\
        1 file skipped\nc.bin: not UTF-8\n\n\
        one: 2 lines\na.rs:1\na.rs:2\n\n\
        three: 0 lines"
    );
    assert!(time.contains(" s to walk, ") && time.ends_with("threads: 3"), "{time}");
}

#[cfg(unix)]
#[test]
fn links_and_pipes() {
    use std::os::unix::fs::symlink;
    let dir = tree(&[("sub/a.rs", b"word")]);
    let path = |name: &str| dir.path().join(name);
    symlink("sub/a.rs", path("file")).unwrap();
    symlink("sub", path("dir")).unwrap();
    symlink(".", path("sub/circle")).unwrap();
    symlink("nowhere", path("broken")).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(path("socket")).unwrap();

    let report = json(indexer().arg(dir.path()).args(["--find", "word"]));
    assert_eq!(report["found"]["word"], serde_json::json!([format!("{}:1", path("sub/a.rs").display())]));
    assert_eq!(report["links"], 3);
    let problem = |name: &str, problem: &str| serde_json::json!({ "path": path(name), "problem": problem });
    let skipped = [problem("broken", "a link that leads nowhere"), problem("socket", "not a regular file")];
    assert_eq!(report["skipped"], Value::from(skipped.to_vec()));

    // What the user names is followed.
    for name in ["file", "dir", "sub/a.rs"] {
        assert_eq!(json(indexer().arg(path(name)))["totals"]["words"], 1, "{name}");
    }
}

#[cfg(unix)]
#[test]
fn unreadable_files() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tree(&[("a.rs", b"word"), ("file.rs", b"secret"), ("sub/b.rs", b"secret")]);
    let locked = ["file.rs", "sub"].map(|name| dir.path().join(name));
    let permit = |mode| locked.iter().for_each(|path| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap());
    permit(0);
    let is_root = fs::read(&locked[0]).is_ok();
    let report = json(indexer().arg(dir.path()));
    permit(0o700);
    if is_root {
        return;
    }
    assert_eq!(report["totals"]["words"], 1);
    let problem = |path| serde_json::json!({ "path": path, "problem": "unreadable: Permission denied (os error 13)" });
    assert_eq!(report["skipped"], Value::from(locked.iter().map(problem).collect::<Vec<_>>()));
}

/// A directory that nobody can read, root included: what belonged to a process that has ended.
#[cfg(target_os = "linux")]
#[test]
fn an_unreadable_directory() {
    let mut child = Command::new("true").stdout(Stdio::piped()).spawn().unwrap();
    // The end of its output is the end of the child, or nearly.
    child.stdout.take().unwrap().read_to_end(&mut Vec::new()).unwrap();
    let dir = PathBuf::from(format!("/proc/{}/net", child.id()));
    let deadline = Instant::now() + Duration::from_secs(10);
    while fs::read_dir(&dir).is_ok_and(|mut entries| entries.next().is_some_and(|entry| entry.is_ok())) && Instant::now() < deadline {
        thread::sleep(Duration::from_millis(1));
    }
    let report = json(indexer().arg(&dir));
    child.wait().unwrap();
    assert_eq!(report["totals"]["files"], 0);
    assert_eq!(report["skipped"], serde_json::json!([{ "path": dir, "problem": "unreadable: Invalid argument (os error 22)" }]));
}

/// A file that looks like any other and cannot be read, even by root: what a vanished one comes to.
#[cfg(target_os = "linux")]
#[test]
fn a_file_that_fails_when_it_is_read() {
    let report = json(indexer().arg("/proc/self/mem"));
    assert_eq!(report["totals"]["files"], 0);
    let problem = "unreadable: Input/output error (os error 5)";
    assert_eq!(report["skipped"], serde_json::json!([{ "path": "/proc/self/mem", "problem": problem }]));
}

#[track_caller]
fn assert_refused(arguments: &[&str], message: &str) {
    let Output { status, stdout, stderr } = indexer().args(arguments).output().unwrap();
    let stderr = String::from_utf8(stderr).unwrap();
    assert_eq!(status.code(), Some(2), "{stderr}");
    assert!(stdout.is_empty());
    assert!(stderr.starts_with(&format!("error: {message}")), "{stderr}");
}

#[test]
fn mistakes_on_the_command_line() {
    assert_refused(&["not/there"], "cannot read `not/there`: ");
    assert_refused(&["--frobnicate"], "invalid option '--frobnicate'\ntry `--help`\n");
    assert_refused(&["a", "b"], "unexpected argument \"b\"");
    assert_refused(&["--threads", "0"], "`--threads` wants a number from 1 on, not `0`");
    assert_refused(&["--threads", "many"], "`--threads` wants a number from 1 on, not `many`");
    assert_refused(&["--timeout", "soon"], "`--timeout` wants a number of seconds, not `soon`");
    assert_refused(&["--timeout", "-1"], "`--timeout` wants a number of seconds, not `-1`");
    assert_refused(&["--find"], "missing argument for option '--find'");
    assert_refused(&["--find", "a-b"], "`a-b` is not one word");
    assert_refused(&["--find", ""], "`` is not one word");

    let help = indexer().arg("--help").output().unwrap();
    assert!(help.status.success());
    assert!(String::from_utf8(help.stdout).unwrap().contains("Usage: indexer [DIR] [OPTIONS]"));
}

/// A tree that takes long to index and little to make: many names of one file, in which one line has `word`.
fn long_tree() -> tempfile::TempDir {
    let dir = tree(&[("0.txt", format!("word\n{}", "some thing else ".repeat(8000)).as_bytes())]);
    let name = |file| dir.path().join(format!("{file}.txt"));
    (1..LONG).for_each(|file| fs::hard_link(name(0), name(file)).unwrap());
    dir
}

const LONG: usize = 5000;

/// What is there is right, and it is not all.
#[track_caller]
fn assert_incomplete((report, code): (Value, i32), ended: &str, expected: i32) {
    assert_eq!((&report["complete"], &report["ended"], code), (&Value::from(false), &Value::from(ended), expected));
    let files = report["totals"]["files"].as_u64().unwrap();
    assert!(files < LONG as u64, "{files} files");
    assert_eq!(report["totals"]["lines"], files * 2);
    assert_eq!(report["totals"]["words"], files * 24_001);
    assert_eq!(report["found"]["word"].as_array().unwrap().len() as u64, files);
    assert_eq!(report["distinct_words"], if files == 0 { 0 } else { 4 });
}

#[test]
fn a_timeout() {
    let dir = long_tree();
    for seconds in ["0", "0.001", "0.1"] {
        let output = indexer().arg(dir.path()).args(["--json", "--find", "word", "--timeout", seconds]).output().unwrap();
        assert_incomplete(outcome(&output), "timeout", 124);
    }
    let output = indexer().arg(dir.path()).args(["--timeout", "0"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(
        text.starts_with("0 files indexed: 0 lines, 0 bytes, 0 words, 0 of them distinct\nincomplete: stopped by the timeout\n"),
        "{text}"
    );
    json(indexer().arg(tree(&[("a.rs", b"word")]).path()).args(["--timeout", "1e9"]));
}

#[cfg(target_os = "linux")]
#[test]
fn ctrl_c() {
    let dir = long_tree();
    let mut command = indexer();
    command.arg(dir.path()).args(["--json", "--find", "word"]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    while !catches_interrupts(child.id()) {
        assert!(child.try_wait().unwrap().is_none(), "it ended too soon");
        thread::sleep(Duration::from_millis(1));
    }
    let kill = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(kill.success());
    assert_incomplete(outcome(&child.wait_with_output().unwrap()), "interrupted", 130);
}

/// Whether a process has a handler for Ctrl-C by now.
#[cfg(target_os = "linux")]
fn catches_interrupts(process: u32) -> bool {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:")).unwrap();
    u64::from_str_radix(caught.trim(), 16).unwrap() & 0b10 != 0
}

/// Nobody reads to the end: `| head`.
#[test]
fn a_broken_pipe() -> io::Result<()> {
    let dir = tree(&[("a.txt", "word\n".repeat(100_000).as_bytes())]);
    let mut command = indexer();
    let mut child = command.arg(dir.path()).args(["--find", "word"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let mut first = [0; 6];
    child.stdout.take().unwrap().read_exact(&mut first)?;
    assert_eq!(&first, b"1 file");
    let output = child.wait_with_output()?;
    assert!(output.status.success());
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    Ok(())
}
