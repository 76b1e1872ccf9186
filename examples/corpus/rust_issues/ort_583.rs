//! ort#583: an error inside of a once asks the same once for its text.
//!
//! The library's interface is loaded once. When it is of the wrong version an error is made, and an error's constructor asks the interface
//! for the text: it enters the once that is running.
//!
//! Here it is mended by an error that does not need the interface.

use crate::case::{Case, Form};
use unhang::{Cx, OnceLock};

pub const CASE: Case = Case {
    name: "ort_583",
    origin: "pykeio/ort#583",
    class: "an initialiser that waits for itself, on its error path",
    forms: &[Form::hangs("found", found), Form::refused("typed", "ui/rust_issues/ort_583.rs"), Form::right("fixed", fixed)],
};

type Interface = Result<u32, &'static str>;

#[derive(Default)]
struct Runtime {
    interface: OnceLock<Interface>,
}

impl Runtime {
    fn interface(&self, load: impl FnOnce(u32) -> Interface) -> &Interface {
        self.interface.get_or_init(|| load(16))
    }

    fn message(&self) -> &'static str {
        let is_loaded = self.interface(Ok).is_ok();
        if is_loaded { "wrong version" } else { "not loaded" }
    }
}

fn found(_: &mut Cx) {
    let runtime = Runtime::default();
    _ = runtime.interface(|version| if version < 17 { Err(runtime.message()) } else { Ok(version) });
}

fn fixed(_: &mut Cx) {
    let runtime = Runtime::default();
    let interface = runtime.interface(|version| if version < 17 { Err("wrong version") } else { Ok(version) });
    assert_eq!(*interface, Err("wrong version"));
}
