//! The capacity switch, in processes of their own: each test runs this binary again as the program of its story.

use std::process::{Command, Output};
use unhang::channel::{bounded, bounded_exact, unbounded};
use unhang::{CapacityMode, set_capacity_mode};

const STORY: &str = "UNHANG_TEST_STORY";

fn tell(story: &str, variable: &str) -> Output {
    let mut command = Command::new(std::env::current_exe().expect("this binary"));
    command.args(["the_stories", "--exact", "--nocapture"]).env(STORY, story).env("UNHANG", variable).env("RUST_BACKTRACE", "0");
    command.output().expect("it runs")
}

type Capacities = (Option<usize>, Option<usize>, Option<usize>, Option<usize>);

fn capacities() -> Capacities {
    let (s, r) = bounded::<String>(3);
    assert_eq!(s.capacity(), r.capacity());
    (s.capacity(), bounded::<u8>(0).0.capacity(), unbounded::<u8>().0.capacity(), bounded_exact::<u8>(3).0.capacity())
}

const DECLARED: Capacities = (Some(3), Some(0), None, Some(3));
const RENDEZVOUS: Capacities = (Some(0), Some(0), None, Some(3));
const UNBOUNDED: Capacities = (None, None, None, Some(3));

#[test]
fn the_stories() {
    let expected = match std::env::var(STORY).as_deref() {
        Ok("declared") => DECLARED,
        Ok("rendezvous") => RENDEZVOUS,
        Ok("unbounded") => UNBOUNDED,
        Ok("set") => {
            for (mode, expected) in
                [(CapacityMode::Unbounded, UNBOUNDED), (CapacityMode::Rendezvous, RENDEZVOUS), (CapacityMode::Declared, DECLARED)]
            {
                set_capacity_mode(mode);
                assert_eq!(capacities(), expected, "{mode:?}");
            }
            DECLARED
        }
        _ => return,
    };
    assert_eq!(capacities(), expected);
}

#[test]
fn the_variable_says_it() {
    for (story, variable) in [
        ("declared", ""),
        ("declared", "report,stranded"),
        ("declared", "capacity=declared"),
        ("rendezvous", "capacity=0"),
        ("rendezvous", "abort, capacity=0"),
        ("unbounded", "stranded,capacity=unbounded"),
        ("set", "capacity=0"),
    ] {
        let output = tell(story, variable);
        assert!(output.status.success(), "{variable}: {}", String::from_utf8_lossy(&output.stdout));
    }
}

#[test]
fn what_it_must_not_say_is_refused_with_what_it_may() {
    for variable in ["capacity=3", "capacity", "loud", "report stranded"] {
        let output = tell("declared", variable);
        let text = String::from_utf8_lossy(&output.stderr).into_owned() + &String::from_utf8_lossy(&output.stdout);
        assert!(!output.status.success(), "{variable}");
        for word in [variable, "panic", "report", "abort", "off", "stranded", "capacity=declared", "capacity=0", "capacity=unbounded"] {
            assert!(text.contains(word), "{variable}: {text}");
        }
    }
}
