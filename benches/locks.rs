//! unhang beside std, parking_lot and its peers: `cargo bench --bench locks`. What is measured, and why in this way: `benches/README.md`.
//!
//! Each contestant is a build of `benches/peers` of its own, and each sample a process of its own. A round runs a case on every
//! contestant, one after the other, and compares within the round; the table shows the median of the rounds' ratios.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Name, features of `benches/peers`, and whether it is that build's second contestant.
const CONTESTANTS: &[(&str, &str, bool)] = &[
    ("std", "", false),
    ("parking_lot", "", true),
    ("unhang", "unhang", false),
    ("unhang, no level", "unhang", true),
    ("unhang checked", "checked", false),
    ("checked, no level", "checked", true),
    ("parking_lot dd", "deadlock_detection", true),
    ("tracing-mutex", "tracing-mutex", false),
    ("deloxide", "deloxide", false),
];
const STD: usize = 0;
const PARKING_LOT: usize = 1;

enum Shown {
    /// As a multiple of that contestant's time.
    Ratio(usize),
    Nanoseconds,
    Microseconds,
}
use Shown::{Microseconds, Nanoseconds, Ratio};

/// What the table calls it, what `benches/peers` calls it, and how it is shown.
const CASES: &[(&str, &str, Shown)] = &[
    ("lock + unlock", "lock", Ratio(STD)),
    ("read + unlock", "read", Ratio(STD)),
    ("write + unlock", "write", Ratio(STD)),
    ("2 nested", "nested-2", Ratio(STD)),
    ("4 nested", "nested-4", Ratio(STD)),
    ("16 nested", "nested-16", Ratio(STD)),
    ("own pair, 1 thread", "own-1", Ratio(STD)),
    ("own pairs, 2 threads", "own-2", Ratio(STD)),
    ("own pairs, 8 threads", "own-8", Ratio(STD)),
    ("own pairs, 64 threads", "own-64", Ratio(STD)),
    ("pairs of 10 locks", "known-10", Ratio(STD)),
    ("pairs of 1,000 locks", "known-1000", Ratio(STD)),
    ("pairs of 100,000 locks", "known-100000", Ratio(STD)),
    ("one lock, 8 threads", "contended-8", Ratio(PARKING_LOT)),
    ("new pair, ns", "new-edge", Nanoseconds),
    ("report, potential, µs", "potential", Microseconds),
    ("report, hanging, µs", "active", Microseconds),
];

fn main() {
    let mut rounds = 9;
    let mut milliseconds = 20;
    let mut wanted: Vec<String> = Vec::new();
    for argument in std::env::args().skip(1) {
        match argument.split_once('=') {
            _ if argument == "--bench" => {}
            _ if argument == "--quick" => (rounds, milliseconds) = (3, 5),
            Some(("--rounds", number)) => rounds = number.parse().expect("--rounds=NUMBER"),
            Some(("--ms", number)) => milliseconds = number.parse().expect("--ms=NUMBER"),
            _ => wanted.push(argument),
        }
    }
    let binaries: Vec<Option<PathBuf>> = CONTESTANTS.iter().map(|(_, features, _)| build(features)).collect();

    print!("{:24}", "");
    CONTESTANTS.iter().for_each(|(name, ..)| print!("{name:>18}"));
    println!();
    for (title, case, shown) in
        CASES.iter().filter(|(title, case, _)| wanted.is_empty() || wanted.iter().any(|part| title.contains(part) || case.contains(part)))
    {
        let samples: Vec<Vec<Option<f64>>> = (0..rounds).map(|round| run_round(&binaries, case, round, milliseconds)).collect();
        print!("{title:24}");
        for (contestant, binary) in binaries.iter().enumerate() {
            let values = samples.iter().filter_map(|round| match shown {
                Ratio(base) => Some(round[contestant]? / round[*base]?),
                Nanoseconds => round[contestant],
                Microseconds => Some(round[contestant]? / 1000.0),
            });
            match (binary, median(values.collect())) {
                (Some(_), Some(value)) if matches!(shown, Ratio(_)) => print!("{value:>18.2}"),
                (Some(_), Some(value)) => print!("{value:>18.0}"),
                _ => print!("{:>18}", "-"),
            }
            std::io::stdout().flush().expect("standard output can be written");
        }
        println!();
    }
}

/// One sample of each contestant; every other round goes the other way around.
fn run_round(binaries: &[Option<PathBuf>], case: &str, round: usize, milliseconds: u32) -> Vec<Option<f64>> {
    let mut samples = vec![None; binaries.len()];
    let mut order: Vec<usize> = (0..binaries.len()).collect();
    if round % 2 == 1 {
        order.reverse();
    }
    for contestant in order {
        // Reports are measured on the second contestant, which has no levels: with them the program would not compile.
        let second = CONTESTANTS[contestant].2 || matches!(case, "potential" | "active");
        let case = if second { format!("{case}/other") } else { case.into() };
        samples[contestant] = binaries[contestant].as_deref().and_then(|binary| sample(binary, &case, milliseconds));
    }
    samples
}

fn sample(binary: &Path, case: &str, milliseconds: u32) -> Option<f64> {
    let output = Command::new(binary).args([case, &format!("ms={milliseconds}")]).stderr(Stdio::null()).output().ok()?;
    // Among what a library may print of its own.
    String::from_utf8(output.stdout).ok()?.lines().find_map(|line| line.parse().ok())
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

/// Builds a contestant in a target directory of its own. One that cannot be built, for want of its sources, is left out.
fn build(features: &str) -> Option<PathBuf> {
    let peers = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers");
    let name = if features.is_empty() { "std" } else { features };
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent()?.join("peers").join(name);
    let cargo = std::env::var_os("CARGO").unwrap_or("cargo".into());
    let status = Command::new(cargo)
        .args(["build", "--release", "--quiet", "--features", features, "--target-dir"])
        .arg(&target)
        .current_dir(peers)
        .env_remove("CARGO_BUILD_TARGET")
        .status()
        .ok()?;
    if !status.success() {
        eprintln!("`{name}` was not built, and is left out");
        return None;
    }
    Some(target.join("release/unhang-peers").with_extension(std::env::consts::EXE_EXTENSION))
}
