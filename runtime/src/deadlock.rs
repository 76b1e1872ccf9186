//! How a finding leaves the call that made it: as an error, as a panic, or not at all.

use crate::limits::Interrupt;
use crate::report::Report;
use std::convert::Infallible;
use std::error;
use std::fmt;
use std::sync::Arc;

/// Why a wait was not begun, under [`Policy::Break`](crate::Policy::Break): it would have been the last one of a deadlock.
///
/// The others of the deadlock wait still, until this task gives up what they wait for.
#[derive(Clone, PartialEq, Eq)]
pub struct Deadlock(Arc<Report>);

impl Deadlock {
    /// What was found.
    pub fn report(&self) -> &Report {
        &self.0
    }
}

impl fmt::Debug for Deadlock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Deadlock").field("kind", &self.0.kind).finish_non_exhaustive()
    }
}

/// That of the report.
impl fmt::Display for Deadlock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl error::Error for Deadlock {}

impl From<Deadlock> for Interrupt {
    fn from(deadlock: Deadlock) -> Self {
        Interrupt::Deadlock(deadlock)
    }
}

/// How a call can be left that the checker has a finding about.
#[cfg_attr(not(any(debug_assertions, feature = "checked")), allow(dead_code))]
pub(crate) trait Exit: Copy {
    /// What the call returns then; no value if it has no room for an error.
    type Error;

    /// Whether a panic may leave the call.
    const UNWINDS: bool = true;
    /// Whether somebody's wait is at stake, or else this is the end of somebody for whom others wait.
    const WAITS: bool = true;

    fn error(report: &Report) -> Option<Self::Error>;

    fn interrupt(error: Self::Error) -> Interrupt;
}

/// With an error.
#[derive(Clone, Copy)]
pub(crate) struct Breaks;

impl Exit for Breaks {
    type Error = Deadlock;

    fn error(report: &Report) -> Option<Deadlock> {
        Some(Deadlock(Arc::new(report.clone())))
    }

    fn interrupt(deadlock: Deadlock) -> Interrupt {
        deadlock.into()
    }
}

macro_rules! without_an_error {
    ($($(#[$doc:meta])* $exit:ident { $($constant:ident)* })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy)]
        #[cfg_attr(not(any(debug_assertions, feature = "checked")), allow(dead_code))]
        pub(crate) struct $exit;

        impl Exit for $exit {
            type Error = Infallible;
            $(const $constant: bool = false;)*

            fn error(_: &Report) -> Option<Infallible> {
                None
            }

            fn interrupt(error: Infallible) -> Interrupt {
                match error {}
            }
        }
    )+};
}
without_an_error! {
    /// By a panic only.
    Unwinds {}
    /// In no way: something that must not be left half done stands in between.
    Stays { UNWINDS }
    /// In no way, and nobody waits here.
    Ends { UNWINDS WAITS }
}
