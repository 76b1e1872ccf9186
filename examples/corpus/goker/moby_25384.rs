//! moby#25384: a wait group counts tasks that are started only after the wait.
//!
//! As many are counted as there are plugins. The loop that starts a task for each of them waits for the group in its body, so after the
//! first one: the others are never started.
//!
//! It was mended by waiting after the loop.

use crate::case::{Case, Form};
use unhang::{Cx, WaitGroup, thread};

pub const CASE: Case = Case {
    name: "moby_25384",
    origin: "moby#25384",
    class: "wait for what one has to start oneself",
    forms: &[Form::hangs("found", found), Form::refused("typed", "ui/goker/moby_25384.rs"), Form::right("fixed", fixed)],
};

const PLUGINS: [&str; 2] = ["volumes", "networks"];

fn found(_: &mut Cx) {
    thread::spawn(|| {
        let group = WaitGroup::new();
        let mut tokens = PLUGINS.map(|_| group.token()).into_iter();
        for _plugin in PLUGINS {
            let token = tokens.next();
            thread::spawn(move || drop(token));
            group.wait();
        }
    });
}

fn fixed(_: &mut Cx) {
    thread::spawn(|| {
        let group = WaitGroup::new();
        let mut tokens = PLUGINS.map(|_| group.token()).into_iter();
        for _plugin in PLUGINS {
            let token = tokens.next();
            thread::spawn(move || drop(token));
        }
        group.wait();
    });
}
