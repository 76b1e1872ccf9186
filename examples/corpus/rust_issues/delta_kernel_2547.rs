//! delta-kernel-rs#2547: a tracing layer warns while it writes a span's extensions.
//!
//! The layer keeps its figures in the extensions of a span, behind a lock. When a figure is of the wrong type it warns; the warning is an
//! event of the same span, and comes back through all layers, this one among them.
//!
//! Here it is mended by warning after the lock was released.

use crate::case::{Case, Form};
use unhang::{Cx, RwLock};

pub const CASE: Case = Case {
    name: "delta_kernel_2547",
    origin: "delta-io/delta-kernel-rs#2547",
    class: "double lock, through the logger",
    forms: &[Form::hangs("found", found), Form::refused("typed", "ui/rust_issues/delta_kernel_2547.rs"), Form::right("fixed", fixed)],
};

#[derive(Default)]
struct Span {
    extensions: RwLock<Extensions>,
}

#[derive(Default)]
struct Extensions {
    files: u64,
    events: u64,
}

impl Span {
    fn warn(&self, _: &str) {
        self.on_event();
    }

    fn on_event(&self) {
        self.extensions.write().events += 1;
    }

    fn record_under_the_lock(&self, files: &str) {
        let mut extensions = self.extensions.write();
        match files.parse() {
            Ok(files) => extensions.files = files,
            Err(_) => self.warn("not a number"),
        }
    }

    fn record(&self, files: &str) {
        match files.parse() {
            Ok(files) => self.extensions.write().files = files,
            Err(_) => self.warn("not a number"),
        }
    }
}

fn found(_: &mut Cx) {
    Span::default().record_under_the_lock("many");
}

fn fixed(_: &mut Cx) {
    let span = Span::default();
    ["many", "3"].iter().for_each(|files| span.record(files));
    let extensions = span.extensions.read();
    assert_eq!((extensions.files, extensions.events), (3, 1));
}
