//! What blocks, and what is raced for: the one place that says of what these are made.
//!
//! They are parking_lot's, crossbeam's and the standard library's, re-exported. With `--cfg unhang_model` they are such as a scheduler
//! controls, for the models in `models`: see `model`. There, the rooms that import from here are under test, and these alone.

#[cfg(not(unhang_model))]
#[cfg_attr(not(any(debug_assertions, feature = "checked")), allow(dead_code))]
pub(crate) mod kernel;

#[cfg(not(unhang_model))]
#[cfg_attr(not(any(debug_assertions, feature = "checked")), allow(dead_code, unused_imports, unused_macros))]
mod real {
    pub(crate) use crossbeam_channel as channel;
    pub(crate) use parking_lot::{Condvar, MappedMutexGuard, Mutex, MutexGuard, RawMutex, RawRwLock, RwLock};
    pub(crate) use std::io::stderr;
    pub(crate) use std::sync::{LazyLock, OnceLock, atomic};
    pub(crate) use std::{eprintln, thread_local};

    pub(crate) mod thread {
        pub(crate) use std::thread::*;

        /// The current thread's name.
        pub(crate) fn current_name() -> Option<String> {
            current().name().map(str::to_owned)
        }
    }

    /// How often a lock is tried before its task registers and blocks.
    pub(crate) const SPINS: u32 = 10;

    #[inline(always)]
    pub(crate) fn now() -> std::time::Instant {
        std::time::Instant::now()
    }

    /// What is never freed.
    pub(crate) fn for_ever<T: ?Sized>(value: Box<T>) -> &'static T {
        Box::leak(value)
    }

    /// Statics that belong to the program: in a model, to one run of it.
    macro_rules! statics {
        ($($(#[$meta:meta])* $vis:vis static $name:ident: $kind:ty = $value:expr;)+) => {
            $($(#[$meta])* $vis static $name: $kind = $value;)+
        };
    }
    pub(crate) use statics;
}
#[cfg(not(unhang_model))]
pub(crate) use real::*;

#[cfg(unhang_model)]
pub(crate) mod model;
#[cfg(unhang_model)]
pub(crate) use model::*;
