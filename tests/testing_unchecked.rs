//! Tests in an unchecked build: the body runs once, as a root, within its time limit.

#![cfg(not(any(debug_assertions, feature = "checked")))]

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use unhang::Cx;
use unhang::testing::Test;

#[unhang::test(schedules = 100, seed = 7, capacity = 0, time_limit = 20)]
fn once(cx: &mut Cx) -> Result<(), String> {
    static RUNS: AtomicU32 = AtomicU32::new(0);
    assert_eq!(RUNS.fetch_add(1, Ordering::Relaxed), 0);
    unhang::spawn(|_| ()).join(cx).map_err(|_| "it panicked".to_owned())
}

#[unhang::test]
#[should_panic(expected = "its own words")]
fn a_panic() {
    panic!("its own words");
}

#[test]
fn it_is_late() {
    let (_sender, receiver) = unhang::channel::bounded::<u8>(0);
    let failure = Test::new().time_limit(Duration::from_millis(20)).run(move |_| receiver.recv().is_ok()).expect_err("it hangs");
    assert!(failure.to_string().starts_with("the test has not ended within 20ms"), "{failure}");
}

#[test]
fn its_result() {
    assert_eq!(Test::new().run(|_| 7).expect("it ends"), 7);
}
