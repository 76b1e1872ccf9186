//! Who decides on a request: the worker that does it, or the client that gave up.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// One for each request, shared by both sides. Whoever takes it first decides.
///
/// Without it, a client could be told that its order came too late while a worker fills it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Claim(Arc<AtomicBool>);

impl Claim {
    /// Whether this call was the first one.
    pub(crate) fn take(&self) -> bool {
        !self.0.swap(true, Ordering::AcqRel)
    }
}
