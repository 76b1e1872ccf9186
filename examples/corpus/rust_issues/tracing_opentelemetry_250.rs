//! tracing-opentelemetry#250: the telemetry library logs, from within the layer that feeds it.
//!
//! When a span closes, the layer locks its data and hands it to the exporter. Newer versions of the telemetry library log through tracing
//! themselves, so the exporter's message is an event, and the layer locks the current span's data to add it.
//!
//! Here it is mended by taking the data out, and exporting without the lock.

use crate::case::{Case, Form};
use unhang::{Cx, Mutex};

pub const CASE: Case = Case {
    name: "tracing_opentelemetry_250",
    origin: "tokio-rs/tracing-opentelemetry#250",
    class: "double lock, through the logger",
    forms: &[Form::hangs("found", found), Form::right("fixed", fixed)],
};

#[derive(Default)]
struct Layer {
    /// The events of the current span.
    span: Mutex<Vec<String>>,
}

impl Layer {
    fn on_event(&self, text: &str) {
        self.span.lock().push(text.into());
    }

    /// Logs that its queue is full.
    fn export(&self, _: &[String]) {
        self.on_event("dropped a span");
    }

    fn on_close_under_the_lock(&self) {
        let mut span = self.span.lock();
        self.export(&span);
        span.clear();
    }

    fn on_close(&self) {
        let span = std::mem::take(&mut *self.span.lock());
        self.export(&span);
    }
}

fn found(_: &mut Cx) {
    let layer = Layer::default();
    layer.on_event("started");
    layer.on_close_under_the_lock();
}

fn fixed(_: &mut Cx) {
    let layer = Layer::default();
    layer.on_event("started");
    layer.on_close();
    assert_eq!(*layer.span.lock(), ["dropped a span"]);
}
