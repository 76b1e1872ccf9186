//! Reports as a user sees them: each story is a program of its own, so this test has a `main`, and runs itself again for each. What a
//! story's report says is in `tests/reports`, beside the story; `UNHANG_TEST_BLESS=1` writes it.

#[path = "reports/formats.rs"]
mod formats;

#[path = "reports/declared_order.rs"]
mod declared_order;
#[path = "reports/double_lock.rs"]
mod double_lock;
#[path = "reports/join_under_lock.rs"]
mod join_under_lock;
#[path = "reports/lonely_reader.rs"]
mod lonely_reader;
#[path = "reports/on_one_line.rs"]
mod on_one_line;
#[path = "reports/opposite_orders.rs"]
mod opposite_orders;
#[path = "reports/two_locks.rs"]
mod two_locks;
#[path = "reports/workers.rs"]
mod workers;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;
use unhang::{ReportKind, is_checked, on_report};

struct Story {
    name: &'static str,
    program: fn(),
    /// The first report of this kind ends the program.
    kind: ReportKind,
}

const STORIES: &[Story] = &[
    Story { name: "two_locks", program: two_locks::program, kind: ReportKind::Circle },
    Story { name: "a_nasty_name", program: || two_locks::named(NASTY, "\u{1b}[31m"), kind: ReportKind::Circle },
    Story { name: "join_under_lock", program: join_under_lock::program, kind: ReportKind::Circle },
    Story { name: "double_lock", program: double_lock::program, kind: ReportKind::DoubleLock },
    Story { name: "declared_order", program: declared_order::program, kind: ReportKind::DeclaredOrder },
    Story { name: "lonely_reader", program: lonely_reader::program, kind: ReportKind::AllAsleep },
    Story { name: "workers", program: workers::program, kind: ReportKind::AllAsleep },
    Story { name: "opposite_orders", program: opposite_orders::program, kind: ReportKind::LearnedOrder },
    Story { name: "on_one_line", program: on_one_line::program, kind: ReportKind::LearnedOrder },
];

const NASTY: &str = "a\"b\\c\n\t<script>&'`☃";

const STORY: &str = "UNHANG_TEST_STORY";
/// What the story does with its report.
const TOLD: &str = "UNHANG_TEST_TOLD";

/// What the program itself prints comes before.
const BEGIN: &str = "the report:\n";

const TESTS: &[(&str, fn())] = &[
    ("reports_are_saved_on_request", reports_are_saved_on_request),
    ("what_cannot_be_saved_is_one_line", what_cannot_be_saved_is_one_line),
    ("colours_come_off", colours_come_off),
    ("panics_are_plain", panics_are_plain),
    ("a_source_that_is_not_there", a_source_that_is_not_there),
    ("nothing_is_written_without_asking", nothing_is_written_without_asking),
    ("the_page_shows_what_is_printed", the_page_shows_what_is_printed),
];

fn main() {
    if !is_checked() {
        return;
    }
    if let Ok(name) = std::env::var(STORY) {
        return tell(STORIES.iter().find(|story| story.name == name).expect("one of the stories"));
    }
    let wanted = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let is_wanted = |name: &str| wanted.as_deref().is_none_or(|wanted| name.contains(wanted));
    for story in STORIES.iter().filter(|story| is_wanted(story.name)) {
        says_what_its_file_says(story);
        println!("test {} ... ok", story.name);
    }
    for (name, test) in TESTS.iter().filter(|(name, _)| is_wanted(name)) {
        test();
        println!("test {name} ... ok");
    }
}

/// In a process of its own.
fn tell(story: &'static Story) {
    let told = std::env::var(TOLD).unwrap_or_default();
    if let Some(directory) = told.strip_prefix("save_reports=") {
        unhang::save_reports(directory);
    }
    on_report(move |report| {
        if told == "checked" && report.kind == story.kind {
            println!("{BEGIN}{report}");
            let well = std::panic::catch_unwind(|| formats::check(report)).is_ok();
            std::process::exit(if well { 0 } else { 3 });
        }
    });
    (story.program)();
}

fn run(story: &str, variable: &str, told: &str, directory: &Path) -> Output {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.env(STORY, story).env(TOLD, told).env("UNHANG", variable).env("RUST_BACKTRACE", "0").current_dir(directory);
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let (tell, ended) = std::sync::mpsc::channel();
    let id = child.id();
    std::thread::spawn(move || tell.send(child.wait_with_output().unwrap()));
    ended.recv_timeout(Duration::from_secs(20)).unwrap_or_else(|_| {
        let _ = Command::new("kill").args(["-9", &id.to_string()]).status();
        panic!("{story} hangs")
    })
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn says_what_its_file_says(story: &Story) {
    let output = run(story.name, "report", "checked", &root());
    assert_eq!(output.status.code(), Some(0), "{}: {}", story.name, stderr(&output));
    let printed = String::from_utf8(output.stdout).unwrap();
    let text = printed.split_once(BEGIN).unwrap().1;
    let path = root().join("tests/reports").join(story.name).with_extension("txt");
    // Where the system does not list a process's threads, nobody is proven to be asleep.
    if story.kind == ReportKind::AllAsleep && !cfg!(any(target_os = "linux", target_os = "android")) {
        return;
    }
    if std::env::var_os("UNHANG_TEST_BLESS").is_some() {
        fs::write(&path, text).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(
        without_times(text) == without_times(&expected),
        "{} says:\n{text}\nand not:\n{expected}\n(UNHANG_TEST_BLESS=1 takes it over)",
        story.name
    );
}

/// How long somebody waited is not the same every time.
fn without_times(text: &str) -> String {
    let mut parts = text.split(", for ");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once('\n').filter(|(time, _)| time.starts_with(|c: char| c.is_ascii_digit())) {
            Some((_, rest)) => out.extend(["\n", rest]),
            None => out.extend([", for ", part]),
        }
    }
    out
}

fn files(directory: &Path) -> Vec<String> {
    let Ok(files) = fs::read_dir(directory) else { return Vec::new() };
    let mut names: Vec<String> = files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn reports_are_saved_on_request() {
    let directory = tempfile::tempdir().unwrap();
    for way in ["variable", "function"] {
        let found = directory.path().join(way);
        let (variable, told) = match way {
            "variable" => (format!("report,save={}", found.display()), String::new()),
            _ => ("report,save=/nowhere".into(), format!("save_reports={}", found.display())),
        };
        let output = run("opposite_orders", &variable, &told, &root());
        assert!(output.status.success(), "{}", stderr(&output));
        let names = files(&found);
        assert_eq!(names.len(), 3, "{names:?}");
        for (name, end) in names.iter().zip(["-1.dot", "-1.html", "-1.json"]) {
            assert!(name.starts_with("unhang-") && name.ends_with(end), "{name}");
        }
        let saved = stderr(&output).lines().filter(|line| line.starts_with("unhang: this finding is saved as ")).count();
        assert_eq!(saved, 1, "{}", stderr(&output));
        let json: serde_json::Value = serde_json::from_str(&fs::read_to_string(found.join(&names[2])).unwrap()).unwrap();
        assert_eq!((&json["kind"], &json["grade"]), (&"learned_order".into(), &"potential".into()));
        formats::check_dot(&fs::read_to_string(found.join(&names[0])).unwrap());
        formats::check_html(&fs::read_to_string(found.join(&names[1])).unwrap());
    }
}

fn what_cannot_be_saved_is_one_line() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let output = run("opposite_orders", &format!("report,save={}", file.path().display()), "", &root());
    assert!(output.status.success(), "{}", stderr(&output));
    assert_eq!(stderr(&output).matches("unhang: a finding cannot be saved in ").count(), 1, "{}", stderr(&output));
    assert!(stderr(&output).contains("learned order (potential)"), "{}", stderr(&output));
}

fn nothing_is_written_without_asking() {
    let directory = tempfile::tempdir().unwrap();
    assert!(run("opposite_orders", "report", "", directory.path()).status.success());
    assert!(run("opposite_orders", "off,save=found", "", directory.path()).status.success());
    assert_eq!(files(directory.path()), [""; 0]);
}

fn the_page_shows_what_is_printed() {
    let [page, text] = ["docs/reports.md", "tests/reports/two_locks.txt"].map(|path| fs::read_to_string(root().join(path)).unwrap());
    assert!(without_times(&page).contains(&without_times(&text)), "docs/reports.md does not show\n{text}");
}

fn colours_come_off() {
    let [always, never, auto] = ["always", "never", "auto"].map(|colours| {
        let output = run("opposite_orders", &format!("report,color={colours}"), "", &root());
        assert!(output.status.success());
        stderr(&output)
    });
    let mut parts = always.split("\x1b[");
    let mut plain = parts.next().unwrap().to_owned();
    for part in parts {
        plain += part.split_once('m').unwrap().1;
    }
    assert!(plain.len() < always.len(), "{always}");
    assert_eq!(plain, never);
    assert_eq!(auto, never, "it is no terminal");
}

fn panics_are_plain() {
    let output = run("opposite_orders", "panic,color=always", "", &root());
    assert_eq!(output.status.code(), Some(101));
    assert!(stderr(&output).contains("learned order (potential)") && !stderr(&output).contains('\x1b'), "{}", stderr(&output));
}

/// The places stay.
fn a_source_that_is_not_there() {
    let directory = tempfile::tempdir().unwrap();
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.env(STORY, "double_lock").env("UNHANG", "panic").env("RUST_BACKTRACE", "0").env_remove("CARGO_MANIFEST_DIR");
    let text = stderr(&command.current_dir(directory.path()).output().unwrap());
    for part in [
        "double_lock.rs:8:26: `main` waits for mutex #1\n",
        "  ::: tests/reports/double_lock.rs:7:31: holds mutex #1\n",
        "= note: mutex #1 was created at",
    ] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
}

/// Until the others wait.
fn pause() {
    std::thread::sleep(Duration::from_millis(100));
}
