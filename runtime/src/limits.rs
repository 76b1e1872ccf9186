//! What ends a wait early: the deadline and the cancellation that a task carries.

use crossbeam_channel::Receiver;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Instant;

/// Why a wait ended before what it waited for came.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Interrupt {
    /// Somebody cancelled, and may have said why.
    Cancelled(Option<Arc<str>>),
    /// The deadline has passed.
    Deadline,
}

/// The deadline and the cancellation of the current task.
#[derive(Clone, Default)]
pub(crate) struct Limits {
    pub(crate) deadline: Option<Instant>,
}

impl Limits {
    /// Those of the current task.
    pub(crate) fn current() -> Limits {
        Limits::default()
    }

    /// Whether nothing can end a wait early.
    pub(crate) fn are_none(&self) -> bool {
        self.deadline.is_none()
    }

    /// Why waits end now, if they do.
    pub(crate) fn interrupt(&self) -> Option<Interrupt> {
        None
    }

    /// Disconnected by a cancellation: a receive from it, in a select, is how a wait learns of it.
    pub(crate) fn cancelled(&self) -> Option<&Receiver<Infallible>> {
        None
    }
}
