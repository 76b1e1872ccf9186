//! rust-analyzer#16652: a query's shared data is locked while it calls another query, which comes back for it.
//!
//! The data is filled in under its lock, and what fills it in asks further queries. One of these asks for the same data. (That a lock was
//! held is implied by the thread, and our reading.)
//!
//! Here it is mended by asking first, and locking only to store.

use crate::case::{Case, Form};
use unhang::{Cx, Mutex};

pub const CASE: Case = Case {
    name: "rust_analyzer_16652",
    origin: "rust-lang/rust-analyzer#16652",
    class: "double lock, through a callback",
    forms: &[Form::hangs("found", found), Form::refused("typed", "ui/rust_issues/rust_analyzer_16652.rs"), Form::right("fixed", fixed)],
};

#[derive(Default)]
struct Database {
    crate_data: Mutex<Option<usize>>,
    queries: Vec<fn(&Database) -> usize>,
}

impl Database {
    fn with_queries() -> Database {
        Database { queries: vec![|_| 1, |database| database.crate_data.lock().unwrap_or(2)], ..Database::default() }
    }

    fn ask(&self) -> usize {
        self.queries.iter().map(|query| query(self)).sum()
    }
}

fn found(_: &mut Cx) {
    let database = Database::with_queries();
    let mut data = database.crate_data.lock();
    *data = Some(database.ask());
}

fn fixed(_: &mut Cx) {
    let database = Database::with_queries();
    let asked = database.ask();
    *database.crate_data.lock() = Some(asked);
    assert_eq!(asked, 3);
}
