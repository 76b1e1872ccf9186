//! kubernetes#62464: a getter reads the state, and calls two getters that read it.
//!
//! `set_or_default` holds the read lock of the assignments of processors and calls `set` and `default_set`, each of which takes it.
//! If the task that removes a container queues for the write lock in between, the second read waits for the writer, and the writer for
//! the first read.
//!
//! It was mended by getters that do not lock.

use crate::case::{Case, Form};
use std::collections::BTreeMap;
use std::sync::Arc;
use unhang::{Cx, RwLock, thread};

pub const CASE: Case = Case {
    name: "kubernetes_62464",
    origin: "kubernetes#62464",
    class: "a read inside of a read",
    forms: &[Form::can_hang("found", found), Form::refused("typed", "ui/goker/kubernetes_62464.rs"), Form::right("fixed", fixed)],
};

#[derive(Default)]
struct Assignments {
    of: BTreeMap<&'static str, u32>,
    default: u32,
}

impl Assignments {
    fn set(&self, container: &str) -> Option<u32> {
        self.of.get(container).copied()
    }
}

#[derive(Default)]
struct State(RwLock<Assignments>);

impl State {
    fn set(&self, container: &str) -> Option<u32> {
        self.0.read().set(container)
    }

    fn default_set(&self) -> u32 {
        self.0.read().default
    }

    fn set_or_default(&self, container: &str) -> u32 {
        let _assignments = self.0.read();
        self.set(container).unwrap_or_else(|| self.default_set())
    }

    fn set_or_default_within(&self, container: &str) -> u32 {
        let assignments = self.0.read();
        assignments.set(container).unwrap_or(assignments.default)
    }

    fn remove_container(&self, container: &str) {
        if self.set(container).is_none() {
            self.0.write().of.remove(container);
        }
    }
}

fn remove_while(get: fn(&State, &str) -> u32) {
    let state = Arc::<State>::default();
    let removing = state.clone();
    thread::spawn(move || get(&state, "web"));
    thread::spawn(move || removing.remove_container("web"));
}

fn found(_: &mut Cx) {
    remove_while(State::set_or_default);
}

fn fixed(_: &mut Cx) {
    remove_while(State::set_or_default_within);
}
