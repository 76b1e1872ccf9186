//! The runner of `examples/corpus`, on cases that are not what they say: it must notice.

mod example;

use std::process::{Command, Output};

fn corpus(args: &[&str]) -> Output {
    Command::new(example::built("corpus")).args(args).env_remove("UNHANG").output().unwrap()
}

#[test]
fn what_is_not_as_it_says_is_an_error() {
    let output = corpus(&["made_up", "--quick"]);
    let [stdout, stderr] = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes));
    if !unhang::is_checked() {
        assert_eq!(output.status.code(), Some(2), "{stderr}");
        assert!(stderr.contains("cargo run --release --features checked --example corpus"), "{stderr}");
        return;
    }
    let table = [
        ("hangs", "as it says", "reported          double lock (proven), after "),
        ("hangs", "silently", "missed            it has not ended within"),
        ("hangs", "not at all", "wrong             it does not hang"),
        ("can_hang", "as it says", "reported          learned order (potential) on seed "),
        ("can_hang", "not at all", "wrong             it does not hang"),
        ("is_right", "as it says", "right             100 runs, 100 schedules"),
        ("is_right", "but reported", "falsely reported  double lock (proven)"),
        ("is_right", "but panics", "wrong             it panics: deadlock: of its own"),
        ("is_missed", "as it says", "missed            it has not ended within"),
        ("is_missed", "not at all", "wrong             it is reported now"),
        ("is_refused", "as it says", "refused           E0277 deadlock: cannot wait for `order::Accounts`"),
        ("is_refused", "not at all", "wrong             it compiles"),
        ("is_removed", "as it says", "removed"),
        ("panics", "as it says", "stopped           deadlock: of its own"),
        ("panics", "with another word", "wrong             another panic: of its own"),
        ("panics", "not at all", "wrong             it ended"),
    ];
    let mut rows = stdout.lines().filter(|line| line.starts_with("  ")).map(str::trim_start);
    for (case, form, result) in table {
        let row = rows.next().unwrap_or_default();
        let row = row.strip_prefix(case).unwrap_or(row).trim_start();
        let said = row.strip_prefix(form).map(str::trim_start);
        assert!(said.is_some_and(|said| said.starts_with(result)), "`{form}` of `{case}`: {result:?} is not in:\n{stdout}");
        let is_an_error = form != "as it says";
        assert_eq!(stderr.contains(&format!("error: `{case}`, form `{form}`, is ")), is_an_error, "{stderr}");
    }
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(
        stdout.contains("7 cases in 16 forms: 1 refused, 2 reported, 1 stopped, 1 right, 1 removed, 2 missed, 1 falsely reported, 7 wrong")
    );
}

#[test]
fn arguments_that_make_no_sense() {
    if !unhang::is_checked() {
        return;
    }
    let table: [(&[&str], &str); 9] = [
        (&["nothing_of_this_name"], "neither a case nor a category is called `nothing_of_this_name`"),
        (&["--loud"], "invalid option '--loud'"),
        (&["--seed", "7"], "`--seed` wants a `--form`"),
        (&["hangs", "--form", "as it says", "--seed", "x"], "`--seed` wants a number, not `x`"),
        (&["hangs", "--form", "new"], "its forms are as it says, silently, not at all"),
        (&["--form", "found"], "wants the name of one case"),
        (&["goker", "--check"], "are about all cases"),
        (&["--check", "--write"], "one of them"),
        (&["--write", "--quick"], "without `--quick`"),
    ];
    for (args, says) in table {
        let output = corpus(args);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {stderr}");
        assert!(stderr.starts_with("error: ") && stderr.contains(says), "{args:?}: {stderr}");
    }
}

/// By hand, a form says all that there is to say.
#[test]
fn one_form_by_hand() {
    if !unhang::is_checked() {
        return;
    }
    let all = |args: &[&str]| {
        let Output { stdout, stderr, .. } = corpus(args);
        String::from_utf8([stderr, stdout].concat()).unwrap()
    };
    let report = all(&["can_hang", "--form", "as it says", "--seed", "1"]);
    assert!(report.contains("learned order (potential)") || report.contains("circle (proven)"), "{report}");
    assert!(report.contains("UNHANG=seed=1 runs it again"), "{report}");
    let message = all(&["is_refused", "--form", "as it says"]);
    assert!(message.contains("would wait for `order::Accounts`") && message.contains("ui/seed/the_double_lock.rs"), "{message}");
}
