//! What blocks, and what is raced for: the one place that says of what these are made.
//!
//! They are parking_lot's, crossbeam's and the standard library's, re-exported. With `--cfg unhang_model` they are such as a scheduler
//! controls, for the models in `models`: see `model`. There, the rooms that import from here are under test, and these alone.

#[cfg(not(unhang_model))]
mod real {
    pub(crate) use crossbeam_channel as channel;
    pub(crate) use parking_lot::{Condvar, MappedMutexGuard, Mutex, MutexGuard, RawMutex};
    pub(crate) use std::sync::{LazyLock, OnceLock};
    pub(crate) use std::thread_local;

    #[inline(always)]
    pub(crate) fn now() -> std::time::Instant {
        std::time::Instant::now()
    }
}
#[cfg(not(unhang_model))]
pub(crate) use real::*;

#[cfg(unhang_model)]
pub(crate) mod model;
#[cfg(unhang_model)]
pub(crate) use model::*;
