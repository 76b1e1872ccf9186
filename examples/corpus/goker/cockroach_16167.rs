//! cockroach#16167: a statement reads the configuration inside of a read, and an update comes between.
//!
//! The executor takes the read lock of the system configuration (there, as the locker of a condition variable) and prepares the
//! statement. Deeper in that call the cache of databases is looked up under the same read lock. If a task that updates the configuration
//! queues for the write lock in between, the second read waits for the writer, and the writer for the first read.
//!
//! It was mended by passing on what is read already.

use crate::case::{Case, Form};
use std::sync::Arc;
use unhang::{Cx, RwLock, thread};

pub const CASE: Case = Case {
    name: "cockroach_16167",
    origin: "cockroach#16167",
    class: "a read inside of a read",
    forms: &[Form::can_hang("found", found), Form::refused("typed", "ui/goker/cockroach_16167.rs"), Form::right("fixed", fixed)],
};

#[derive(Default)]
struct Config {
    version: u64,
    databases: Vec<&'static str>,
}

#[derive(Default)]
struct Executor {
    config: RwLock<Config>,
}

impl Executor {
    fn update(&self) {
        let mut config = self.config.write();
        config.version += 1;
        config.databases.push("bank");
    }

    fn prepare(&self) -> usize {
        self.look_up_databases()
    }

    fn look_up_databases(&self) -> usize {
        self.config.read().databases.len()
    }
}

fn prepare_with(config: &Config) -> usize {
    config.databases.len()
}

fn execute_while_updating(execute: fn(&Executor)) {
    let executor = Arc::<Executor>::default();
    let updated = executor.clone();
    thread::spawn(move || updated.update());
    execute(&executor);
}

fn found(_: &mut Cx) {
    execute_while_updating(|executor| {
        let config = executor.config.read();
        assert!(executor.prepare() as u64 <= config.version);
    });
}

fn fixed(_: &mut Cx) {
    execute_while_updating(|executor| {
        let config = executor.config.read();
        assert!(prepare_with(&config) as u64 <= config.version);
    });
}
