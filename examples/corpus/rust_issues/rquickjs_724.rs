//! rquickjs#724: a context is dropped where the runtime is locked.
//!
//! Each use of the runtime takes its lock, and so does the drop of a context, which frees it in the runtime. A context that was kept inside
//! of what the runtime runs is dropped under the lock, on the thread that holds it.
//!
//! Here it is mended by a list: what is dropped is noted, and freed by whoever locks the runtime next.

use crate::case::{Case, Form};
use std::sync::Arc;
use unhang::{Cx, Mutex};

pub const CASE: Case = Case {
    name: "rquickjs_724",
    origin: "DelSkayn/rquickjs#724",
    class: "double lock, in a drop",
    forms: &[Form::hangs("found", found), Form::right("fixed", fixed)],
};

#[derive(Default)]
struct Runtime {
    contexts: Mutex<Vec<u32>>,
    to_free: Mutex<Vec<u32>>,
}

struct Context {
    runtime: Arc<Runtime>,
    number: u32,
    frees_later: bool,
}

impl Drop for Context {
    fn drop(&mut self) {
        if self.frees_later {
            return self.runtime.to_free.lock().push(self.number);
        }
        self.runtime.contexts.lock().retain(|number| *number != self.number);
    }
}

impl Runtime {
    fn with<R>(&self, run: impl FnOnce() -> R) -> R {
        let mut contexts = self.contexts.lock();
        let to_free = std::mem::take(&mut *self.to_free.lock());
        contexts.retain(|number| !to_free.contains(number));
        run()
    }
}

fn drop_in_the_runtime(frees_later: bool) -> Arc<Runtime> {
    let runtime = Arc::new(Runtime::default());
    runtime.contexts.lock().push(1);
    let context = Context { runtime: runtime.clone(), number: 1, frees_later };
    runtime.with(|| drop(context));
    runtime
}

fn found(_: &mut Cx) {
    drop_in_the_runtime(false);
}

fn fixed(_: &mut Cx) {
    let runtime = drop_in_the_runtime(true);
    runtime.with(|| ());
    assert!(runtime.contexts.lock().is_empty());
}
