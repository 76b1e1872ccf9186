//! The programs of `examples/`, as tests run them.

use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Builds an example as this test was built, and returns where it is. Cargo builds examples by itself for some test commands only.
pub(crate) fn built(name: &str) -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let profile = test.ancestors().nth(2).and_then(|dir| dir.file_name()).unwrap().to_str().unwrap();
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or("cargo".into()));
    cargo.args(["build", "--offline", "--quiet", "--message-format=json", "--example", name]);
    cargo.args(["--profile", if profile == "debug" { "dev" } else { profile }]);
    if cfg!(feature = "checked") {
        cargo.args(["--features", "checked"]);
    }
    let output = cargo.current_dir(env!("CARGO_MANIFEST_DIR")).stderr(Stdio::inherit()).output().unwrap();
    assert!(output.status.success(), "cargo could not build the example `{name}`");
    let messages = String::from_utf8(output.stdout).unwrap();
    let mut executables = messages.lines().filter_map(|message| {
        let message: serde_json::Value = serde_json::from_str(message).unwrap();
        Some(PathBuf::from(message["executable"].as_str().filter(|_| message["target"]["name"] == name)?))
    });
    executables.next_back().expect("cargo says where the example is")
}
