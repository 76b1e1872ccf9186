//! Misuse does not compile, and says why: each file of `ui/` but `ui/pass` is one mistake, with its message beside it.
//!
//! The right way of a mistake `ui/tasks/joined_under_a_lock.rs` is the module `joined_under_a_lock` of `ui/pass/tasks.rs`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

#[test]
#[cfg_attr(not(debug_assertions), ignore = "the messages are those of a debug build")]
fn misuse_does_not_compile() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("ui/[!p]*/*.rs");
    cases.pass("ui/pass/*.rs");
}

#[test]
fn each_case_has_its_message() {
    let sources = files("rs");
    let messages: BTreeSet<PathBuf> = files("stderr").iter().map(|path| path.with_extension("rs")).collect();
    assert!(sources.len() >= 300, "{} cases", sources.len());
    assert_eq!(sources, messages);
}

#[test]
fn each_case_has_an_accepted_twin() {
    let alone: Vec<PathBuf> = files("rs").into_iter().filter(|path| !has_twin(path)).collect();
    assert!(alone.is_empty(), "without a module of this name in `ui/pass`: {alone:#?}");
}

fn has_twin(path: &Path) -> bool {
    let [kind, case] = [path.parent().and_then(Path::file_name), path.file_stem()].map(|name| name.unwrap().to_str().unwrap());
    let twins = fs::read_to_string(root().join("ui/pass").join(kind).with_extension("rs")).unwrap_or_default();
    twins.lines().any(|line| line == format!("mod {case} {{"))
}

#[test]
fn messages_are_short() {
    for path in files("stderr") {
        let lines = read(&path).lines().count();
        assert!(lines <= 45, "{}: {lines} lines", path.display());
    }
}

#[test]
fn a_violation_of_the_order_names_both_sides_first() {
    let violations: Vec<PathBuf> = files("stderr").into_iter().filter(|path| read(path).contains("deadlock: cannot")).collect();
    assert!(violations.len() >= 30, "{} of them", violations.len());
    for path in violations {
        let text = read(&path);
        for (at, first) in text.lines().enumerate().filter(|(_, line)| line.contains("deadlock: cannot")) {
            let both = first.contains("cannot wait for ") || first.contains("cannot join");
            assert!(
                first.starts_with("error[E0277]: deadlock: ") && both && first.contains("while holding `"),
                "{}: {first}",
                path.display()
            );
            let rest = text.lines().skip(at + 1).take_while(|line| !line.starts_with("error")).filter(|line| !line.is_empty()).count();
            // What waits again through a guard passes two traits more.
            let most = if path.starts_with("ui/again") { 32 } else { 25 };
            assert!(rest <= most, "{}: {rest} lines follow", path.display());
        }
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(root().join(path)).unwrap()
}

/// The files of all cases with this extension, from the root on.
fn files(extension: &str) -> BTreeSet<PathBuf> {
    let inside = |folder: &Path| -> Vec<PathBuf> { fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect() };
    let kinds = inside(&root().join("ui")).into_iter().filter(|kind| !kind.ends_with("pass"));
    let files = kinds.flat_map(|kind| inside(&kind)).filter(|file| file.extension().is_some_and(|it| it == extension));
    files.map(|file| file.strip_prefix(root()).unwrap().to_path_buf()).collect()
}
