//! What the compiler says of the programs that it is to refuse: all of them, checked together, as programs of a package beside the others.

use crate::judge::Verdict;
use serde_json::Value;
use std::collections::HashMap;
use std::fmt::Write;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{fs, io};

/// What was said of each.
pub struct Refusals(HashMap<String, Verdict>);

impl Refusals {
    pub fn said_of(&self, file: &str) -> Verdict {
        self.0.get(&program(file)).cloned().unwrap_or_else(|| Verdict::Wrong("the compiler has not said anything of it".into()))
    }
}

/// Compiles these files.
pub fn compile(files: &[&str]) -> Result<Refusals, String> {
    if files.is_empty() {
        return Ok(Refusals(HashMap::new()));
    }
    let written = package(files).and_then(|package| Ok((package, scratch()?.join("target"))));
    let (package, target) = written.map_err(|error| format!("the package of what is to be refused cannot be written: {error}"))?;
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or("cargo".into()));
    cargo.args(["check", "--offline", "--keep-going", "--quiet", "--message-format=json", "--target-dir"]).arg(target);
    let output = cargo.current_dir(&package).stdin(Stdio::null()).output().map_err(|error| format!("cargo cannot be run: {error}"))?;
    let messages: Vec<Value> = String::from_utf8_lossy(&output.stdout).lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let mut refusals = HashMap::new();
    for message in messages.iter().filter(|message| message["target"]["kind"][0] == "bin") {
        let program = message["target"]["name"].as_str().unwrap_or_default().to_owned();
        if let Some(verdict) = verdict(message) {
            refusals.entry(program).or_insert(verdict);
        }
    }
    let said = String::from_utf8_lossy(&output.stderr);
    if refusals.is_empty() { Err(format!("cargo could not compile anything:\n{said}")) } else { Ok(Refusals(refusals)) }
}

fn verdict(message: &Value) -> Option<Verdict> {
    let said = &message["message"];
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    match message["reason"].as_str()? {
        "compiler-artifact" => Some(Verdict::Wrong("it compiles".into())),
        "compiler-message" if said["level"] == "error" => {
            let (code, message_of, rendered) = (text(&said["code"]["code"]), text(&said["message"]), text(&said["rendered"]));
            let expected = expected(&text(&message["target"]["src_path"]));
            Some(match expected.is_none_or(|expected| rendered.starts_with(&expected)) {
                true => Verdict::Refused { code, message: message_of, text: rendered },
                false => Verdict::Wrong(format!("it is refused for another reason than its `.stderr` says:\n{rendered}")),
            })
        }
        _ => None,
    }
}

/// The first line of the message that is beside the file.
fn expected(file: &str) -> Option<String> {
    let text = fs::read_to_string(Path::new(file).with_extension("stderr")).ok()?;
    text.lines().find(|line| line.starts_with("error")).map(str::to_owned)
}

/// Writes a package with a program for each file, and returns where it is.
///
/// Another set of files is another package, so that two that run at once do not write into one.
fn package(files: &[&str]) -> io::Result<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let manifest = manifest(root, files);
    // Without a record of versions cargo takes the newest that are at hand.
    let versions = fs::read(root.join("Cargo.lock")).unwrap_or_default();
    let mut hasher = DefaultHasher::new();
    (&manifest, &versions).hash(&mut hasher);
    let package = scratch()?.join(format!("{:016x}", hasher.finish()));
    if !package.join("Cargo.toml").exists() {
        fs::create_dir_all(&package)?;
        fs::write(package.join("Cargo.lock"), versions)?;
        fs::write(package.join("Cargo.toml"), manifest)?;
    }
    Ok(package)
}

/// A folder beside what cargo builds. This program is `target/release/examples/corpus`.
fn scratch() -> io::Result<PathBuf> {
    let program = std::env::current_exe()?;
    Ok(program.ancestors().nth(3).unwrap_or(Path::new(env!("CARGO_MANIFEST_DIR"))).join("corpus"))
}

fn manifest(root: &Path, files: &[&str]) -> String {
    let mut text =
        String::from("[package]\nname = \"refused\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n");
    let libraries =
        [("unhang", ""), ("unhang-test-levels", "tests/crates/levels_lib"), ("unhang-test-more-levels", "tests/crates/more_levels")];
    for (name, path) in libraries {
        _ = writeln!(text, "{name} = {{ path = {:?} }}", root.join(path));
    }
    let mut files = files.to_vec();
    files.sort_unstable();
    files.dedup();
    for file in files {
        _ = writeln!(text, "\n[[bin]]\nname = {:?}\npath = {:?}", program(file), root.join(file));
    }
    text
}

/// `ui/locks/backwards.rs` is the program `ui-locks-backwards`.
fn program(file: &str) -> String {
    file.trim_end_matches(".rs").replace('/', "-")
}
