//! With checking off, unhang's locks become the instructions that parking_lot's become.
//!
//! `assembly/typed.rs` and `assembly/bare.rs` are the same functions, written with one and with the other. Each file is compiled by
//! itself, in release, and function by function the two texts are compared. Left out is what the assembler does not turn into
//! instructions. Labels are numbered anew. The name of a function of the file itself stands for its body, which is compared in turn;
//! all others must be the same but for rustc's hash.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

#[test]
fn typed_code_is_bare_code() {
    if let Some(reason) = cannot_run() {
        eprintln!("skipped: {reason}");
        return;
    }
    let (typed, bare) = (Assembly::of("typed"), Assembly::of("bare"));
    assert!(bare.exported().len() > 10, "the functions were not found in the assembly: {:?}", bare.exported());
    let mut failures = String::new();
    for name in bare.exported() {
        let difference = compare(&typed, &bare, name);
        match (name.contains("control"), difference) {
            (true, None) => writeln!(failures, "`{name}` differs from its twin in the source, and this was not seen\n").unwrap(),
            (false, Some(text)) => writeln!(failures, "`{name}`: - parking_lot, + unhang\n{text}").unwrap(),
            _ => {}
        }
    }
    assert!(failures.is_empty(), "\n{failures}");
}

fn cannot_run() -> Option<&'static str> {
    match () {
        () if !cfg!(any(target_arch = "x86_64", target_arch = "aarch64")) => Some("the test reads the assembly of x86_64 and aarch64"),
        () if cfg!(windows) => Some("the test reads the assembly of ELF and Mach-O"),
        () => None,
    }
}

/// The text of one compilation, taken apart.
struct Assembly {
    /// By symbol: the lines that are instructions or labels.
    functions: BTreeMap<String, Vec<String>>,
    /// A name that stands for another function, because the two came out alike.
    aliases: BTreeMap<String, String>,
}

impl Assembly {
    /// Compiles one of the two files.
    fn of(side: &str) -> Assembly {
        let package = package();
        let text = package.join(format!("{side}.s"));
        // Cargo keeps a file that is there if nothing changed, and knows nothing of one that is gone.
        if !text.exists() {
            let _ = fs::remove_dir_all(package.join("target/release/.fingerprint"));
        }
        let cargo = env::var_os("CARGO").unwrap_or("cargo".into());
        let output = Command::new(cargo)
            .args(["rustc", "--release", "--offline", "--quiet", "--lib", "--manifest-path"])
            .arg(package.join("Cargo.toml"))
            .arg("--target-dir")
            .arg(package.join("target"))
            .args(["--", "-Ccodegen-units=1", "--cfg", side, "--emit"])
            .arg(format!("asm={}", text.display()))
            .env_remove("RUSTFLAGS")
            .env_remove("CARGO_ENCODED_RUSTFLAGS")
            .env_remove("CARGO_BUILD_RUSTFLAGS")
            .env_remove("CARGO_BUILD_TARGET")
            .output()
            .expect("cargo runs");
        assert!(output.status.success(), "`{side}.rs` does not compile:\n{}", String::from_utf8_lossy(&output.stderr));
        Assembly::parse(&fs::read_to_string(&text).expect("rustc wrote the assembly"))
    }

    fn parse(text: &str) -> Assembly {
        let mut assembly = Assembly { functions: BTreeMap::new(), aliases: BTreeMap::new() };
        let mut current: Option<(String, Vec<String>)> = None;
        for line in text.lines().map(without_comment).filter(|line| !line.is_empty()) {
            let label = line.strip_suffix(':').filter(|name| name.chars().all(is_symbol));
            match (&mut current, label) {
                (_, Some(name)) if !is_local(name) => current = Some((name.into(), Vec::new())),
                (Some(_), None) if line.starts_with(".cfi_endproc") => assembly.functions.extend(current.take()),
                (Some((_, body)), Some(_)) => body.push(line.into()),
                (Some((_, body)), None) if !line.starts_with('.') => body.push(line.split_whitespace().collect::<Vec<_>>().join(" ")),
                (None, None) => {
                    let set = line.strip_prefix(".set ").and_then(|rest| rest.split_once(", ")).or_else(|| line.split_once(" = "));
                    assembly.aliases.extend(set.map(|(name, target)| (name.trim().into(), target.trim().into())));
                }
                _ => {}
            }
        }
        assembly
    }

    /// The functions that the source exports by name.
    fn exported(&self) -> Vec<&str> {
        let names = self.functions.keys().chain(self.aliases.keys());
        names
            .map(|name| name.strip_prefix('_').filter(|_| cfg!(target_vendor = "apple")).unwrap_or(name))
            .filter(|name| !name.starts_with('_'))
            .collect()
    }

    fn resolve<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        let name = self.aliases.get(name).map_or(name, |target| target);
        self.functions.contains_key(name).then_some(name)
    }

    fn body(&self, name: &str) -> Body {
        let prefixed = format!("_{name}");
        let name = self.resolve(name).or_else(|| self.resolve(&prefixed)).unwrap_or_else(|| panic!("no function `{name}` in the assembly"));
        let lines = &self.functions[name];
        let used = |label: &str| lines.iter().any(|line| !line.ends_with(':') && symbols(line).any(|symbol| symbol == label));
        let mut body = Body { lines: Vec::new(), callees: Vec::new() };
        let mut labels: Vec<String> = Vec::new();
        for line in lines.iter().filter(|line| line.strip_suffix(':').is_none_or(used)) {
            let mut normal = String::new();
            for piece in pieces(line) {
                match self.resolve(piece) {
                    Some(callee) => {
                        let at = place_of(callee, &mut body.callees);
                        write!(normal, "<function {at}>").unwrap();
                    }
                    None if is_local(piece) => {
                        let at = place_of(piece, &mut labels);
                        write!(normal, "<label {at}>").unwrap();
                    }
                    None => normal.push_str(&without_hash(piece)),
                }
            }
            body.lines.push(normal);
        }
        body
    }
}

/// A function as it is compared.
struct Body {
    lines: Vec<String>,
    /// The functions of the same file that it mentions, in this order.
    callees: Vec<String>,
}

/// The first difference between two functions, or between what they call.
fn compare(typed: &Assembly, bare: &Assembly, name: &str) -> Option<String> {
    let mut todo = vec![(name.to_owned(), name.to_owned())];
    let mut at = 0;
    while let Some((typed_name, bare_name)) = todo.get(at).cloned() {
        let (new, old) = (typed.body(&typed_name), bare.body(&bare_name));
        if new.lines != old.lines {
            return Some(diff(&old.lines, &new.lines));
        }
        for pair in new.callees.into_iter().zip(old.callees) {
            if !todo.contains(&pair) {
                todo.push(pair);
            }
        }
        at += 1;
    }
    None
}

/// All lines, marked `-` if only in `old` and `+` if only in `new`.
fn diff(old: &[String], new: &[String]) -> String {
    let mut common = vec![vec![0; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            common[i][j] = if old[i] == new[j] { common[i + 1][j + 1] + 1 } else { common[i + 1][j].max(common[i][j + 1]) };
        }
    }
    let (mut i, mut j, mut text) = (0, 0, String::new());
    while i < old.len() || j < new.len() {
        let (mark, line) = if i < old.len() && j < new.len() && old[i] == new[j] {
            (i, j) = (i + 1, j + 1);
            (' ', &new[j - 1])
        } else if j == new.len() || i < old.len() && common[i + 1][j] >= common[i][j + 1] {
            i += 1;
            ('-', &old[i - 1])
        } else {
            j += 1;
            ('+', &new[j - 1])
        };
        writeln!(text, "  {mark} {line}").unwrap();
    }
    text
}

fn place_of(name: &str, names: &mut Vec<String>) -> usize {
    names.iter().position(|known| known == name).unwrap_or_else(|| {
        names.push(name.into());
        names.len() - 1
    })
}

fn without_comment(line: &str) -> &str {
    let marks: &[&str] = if cfg!(target_arch = "x86_64") { &["#"] } else { &["//", ";"] };
    let end = marks.iter().filter_map(|mark| line.find(mark)).min().unwrap_or(line.len());
    line[..end].trim()
}

fn is_symbol(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '$')
}

/// A label that does not leave the file: of a jump, of a constant, of an exception table.
fn is_local(name: &str) -> bool {
    let name = if cfg!(target_vendor = "apple") { name } else { name.strip_prefix('.').unwrap_or(name) };
    ["LBB", "LJTI", "LCPI", "Ltmp", "Lfunc", "Lanon", "L__unnamed", "Lexception", "GCC_except", "l_", "Lloh"]
        .iter()
        .any(|start| name.starts_with(start))
}

/// A line, cut where symbols begin and end.
fn pieces(line: &str) -> impl Iterator<Item = &str> {
    line.char_indices()
        .scan(None, |last, (at, c)| Some((last.replace(is_symbol(c)) != Some(is_symbol(c)), at)))
        .filter(|(cut, _)| *cut)
        .map(|(_, at)| {
            let rest = &line[at..];
            let symbol = rest.starts_with(is_symbol);
            &rest[..rest.find(|c| is_symbol(c) != symbol).unwrap_or(rest.len())]
        })
}

fn symbols(line: &str) -> impl Iterator<Item = &str> {
    pieces(line).filter(|piece| piece.starts_with(is_symbol))
}

/// `_ZN..17h0123456789abcdefE` without the number.
fn without_hash(symbol: &str) -> String {
    match symbol.rfind("17h") {
        Some(at) if symbol.len() == at + 20 && symbol.ends_with('E') => format!("{}E", &symbol[..at]),
        _ => symbol.into(),
    }
}

/// A package for the two files, outside of the workspace, with the versions that the workspace uses.
fn package() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let package = Path::new(env!("CARGO_TARGET_TMPDIR")).join("assembly");
    fs::create_dir_all(&package).expect("the directory for the test can be created");
    let source = root.join("tests/assembly/lib.rs");
    let manifest = format!(
        r#"[package]
name = "assembly"
version = "0.0.0"
edition = "2024"

[lib]
path = {source:?}

[dependencies]
parking_lot = "0.12"
unhang = {{ path = {root:?} }}

[profile.release]
debug-assertions = false

[workspace]
"#
    );
    fs::write(package.join("Cargo.toml"), manifest).expect("the package can be written");
    let _ = fs::copy(root.join("Cargo.lock"), package.join("Cargo.lock"));
    package
}
