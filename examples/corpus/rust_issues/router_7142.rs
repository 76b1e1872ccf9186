//! apollographql/router#7142: a tracing layer reads a span's extensions while it reads them.
//!
//! Each span's extensions are behind a lock. The layer reads them for an event, and what formats the event reads them again; another thread
//! inserts into the extensions of the same span. The router stopped under load; that this is why was suspected, and an instrumented build
//! bore it out.
//!
//! Here it is mended by handing on what was read.

use crate::case::{Case, Form};
use std::sync::Arc;
use unhang::{Cx, RwLock, thread};

pub const CASE: Case = Case {
    name: "router_7142",
    origin: "apollographql/router#7142",
    class: "recursive read, in a tracing layer",
    forms: &[Form::can_hang("found", found), Form::right("fixed", fixed)],
};

#[derive(Default)]
struct Span {
    extensions: RwLock<Vec<&'static str>>,
}

impl Span {
    fn format(&self) -> String {
        format(&self.extensions.read())
    }
}

fn format(extensions: &[&str]) -> String {
    extensions.join(" ")
}

fn beside_an_insertion(on_event: fn(&Span) -> String) {
    let span = Arc::new(Span::default());
    let entered = span.clone();
    let request = thread::spawn(move || entered.extensions.write().push("supergraph"));
    assert!(["", "supergraph"].contains(&&*on_event(&span)));
    request.join().unwrap();
}

fn found(_: &mut Cx) {
    beside_an_insertion(|span| {
        let extensions = span.extensions.read();
        let text = span.format();
        drop(extensions);
        text
    });
}

fn fixed(_: &mut Cx) {
    beside_an_insertion(|span| format(&span.extensions.read()));
}
