//! What the types cost the compiler: `cargo bench --bench check_time`. See `benches/README.md`.
//!
//! Writes one crate in several ways (300 locks, 1,000 functions that take two of them and call another) and checks each, touched,
//! round by round; the table shows the medians, and the median of the ratios to std's.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use std::{env, fs};

const FUNCTIONS: usize = 1000;
const STRUCTS: usize = 10;
const LEVELS: usize = 30;

#[derive(Clone, Copy, PartialEq)]
enum Way {
    /// std's mutex.
    Std,
    /// unhang's mutex without levels.
    Dynamic,
    /// Levels, and the bounds written by hand.
    ByHand,
    /// Levels and `#[acquires]` with a context parameter.
    Acquires,
    /// Levels and `#[acquires]` without a parameter.
    Entered,
}

/// Name, way, and the length of an additional chain of levels.
const VARIANTS: &[(&str, Way, usize)] = &[
    ("std", Way::Std, 0),
    ("unhang, no levels", Way::Dynamic, 0),
    ("levels, bounds by hand", Way::ByHand, 0),
    ("levels, #[acquires] with cx", Way::Acquires, 0),
    ("levels, #[acquires] without cx", Way::Entered, 0),
    ("std + 100 levels in a chain", Way::Std, 100),
    ("#[acquires] with cx + 100 levels", Way::Acquires, 100),
];

fn main() {
    let quick = env::args().any(|argument| argument == "--quick");
    let rounds = if quick { 3 } else { 11 };
    let packages: Vec<PathBuf> = VARIANTS.iter().enumerate().map(|(at, (_, way, chain))| package(at, *way, *chain)).collect();
    for package in &packages {
        check(package);
    }
    let times: Vec<Vec<Duration>> = (0..rounds).map(|_| packages.iter().map(|package| check(package)).collect()).collect();
    println!("{:36}{:>8}{:>12}", "cargo check of 1,000 functions", "ms", "ratio");
    for (at, (name, ..)) in VARIANTS.iter().enumerate() {
        let time = median(times.iter().map(|round| round[at].as_secs_f64() * 1000.0).collect());
        let ratio = median(times.iter().map(|round| round[at].as_secs_f64() / round[0].as_secs_f64()).collect());
        println!("{name:36}{time:>8.0}{ratio:>12.2}");
    }
}

fn check(package: &Path) -> Duration {
    let source = package.join("src/lib.rs");
    let text = fs::read(&source).expect("the source was written");
    fs::write(&source, text).expect("the source can be touched");
    let start = Instant::now();
    let cargo = env::var_os("CARGO").unwrap_or("cargo".into());
    let output = Command::new(cargo)
        .args(["check", "--quiet", "--offline", "--target-dir"])
        .arg(package.parent().expect("it has a parent").join("target"))
        .current_dir(package)
        .env("CARGO_INCREMENTAL", "0")
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    start.elapsed()
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn package(at: usize, way: Way, chain: usize) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let package = Path::new(env!("CARGO_TARGET_TMPDIR")).join("check_time").join(format!("variant_{at}"));
    fs::create_dir_all(package.join("src")).expect("the directory can be created");
    let manifest = format!(
        "[package]\nname = \"variant_{at}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\nunhang = {{ path = {root:?} }}\n\n[workspace]\n"
    );
    fs::write(package.join("Cargo.toml"), manifest).expect("the manifest can be written");
    let _ = fs::copy(root.join("Cargo.lock"), package.join("Cargo.lock"));
    fs::write(package.join("src/lib.rs"), source(way, chain).expect("a string can be written")).expect("the source can be written");
    package
}

fn source(way: Way, chain: usize) -> Result<String, std::fmt::Error> {
    let mut text = String::from("#![allow(unused)]\n");
    text.push_str(match way {
        Way::Std => "use std::sync::Mutex;\n",
        Way::Dynamic => "use unhang::Mutex;\n",
        _ => "use unhang::{Cx, Mutex};\nuse order::*;\n",
    });
    if !matches!(way, Way::Std | Way::Dynamic) {
        levels(&mut text, "order", "L", LEVELS)?;
    }
    if chain > 0 {
        levels(&mut text, "chain", "C", chain)?;
    }
    for object in 0..STRUCTS {
        writeln!(text, "pub struct Object{object} {{")?;
        for level in 0..LEVELS {
            match way {
                Way::Std | Way::Dynamic => writeln!(text, "    l{level}: Mutex<Vec<u64>>,")?,
                _ => writeln!(text, "    l{level}: Mutex<Vec<u64>, L{level}>,")?,
            }
        }
        writeln!(text, "}}\nimpl Object{object} {{")?;
        (0..FUNCTIONS / STRUCTS).try_for_each(|at| function(&mut text, way, object, at))?;
        writeln!(text, "}}")?;
    }
    Ok(text)
}

fn levels(text: &mut String, module: &str, prefix: &str, count: usize) -> std::fmt::Result {
    writeln!(text, "#[unhang::levels]\npub mod {module} {{\n    pub struct {prefix}0;")?;
    for level in 1..count {
        writeln!(text, "    #[after({prefix}{})]\n    pub struct {prefix}{level};", level - 1)?;
    }
    writeln!(text, "}}")
}

/// Takes two locks, works a little, and calls a function that takes later ones.
fn function(text: &mut String, way: Way, object: usize, at: usize) -> std::fmt::Result {
    let levels = |at: usize| (at % 14, at % 14 + 1 + at / 14 % 3);
    let (first, second) = levels(at);
    let parameter = match way {
        Way::Std | Way::Dynamic | Way::Entered => String::new(),
        Way::ByHand => format!(", cx: &mut Cx<impl BeforeL{first}>"),
        Way::Acquires => ", cx: &mut Cx".into(),
    };
    if matches!(way, Way::Acquires | Way::Entered) {
        writeln!(text, "    #[unhang::acquires(L{first})]")?;
    }
    writeln!(text, "    pub fn work{at}(&self{parameter}, amount: u64, name: &str) -> Option<u64> {{")?;
    match way {
        Way::Std => writeln!(
            text,
            "        let mut first = self.l{first}.lock().unwrap();\n        let mut second = self.l{second}.lock().unwrap();"
        )?,
        Way::Dynamic => writeln!(text, "        let mut first = self.l{first}.lock();\n        let mut second = self.l{second}.lock();")?,
        _ => writeln!(
            text,
            "        let (mut first, cx) = self.l{first}.lock(cx).nest();\n        let (mut second, cx) = self.l{second}.lock(cx).nest();"
        )?,
    }
    writeln!(
        text,
        "        first.push(amount);
        if second.iter().any(|known| *known == amount) {{
            return first.pop().map(|last| last + {object});
        }}
        for (place, value) in first.iter_mut().enumerate() {{
            *value += place as u64;
        }}
        let longest = name.split(' ').map(str::len).max().unwrap_or(0);"
    )?;
    let later = (at + 1..FUNCTIONS / STRUCTS).find(|&later| levels(later).0 > second);
    match (later, way) {
        (Some(later), Way::Acquires | Way::ByHand) => writeln!(text, "        self.work{later}(cx, longest as u64, name)")?,
        (Some(later), _) => writeln!(text, "        self.work{later}(longest as u64, name)")?,
        (None, _) => writeln!(text, "        second.get(longest).copied()")?,
    }
    writeln!(text, "    }}")
}
