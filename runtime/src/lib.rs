//! Compile errors instead of hangs.

extern crate self as unhang;

mod cx;
mod graph;
mod held;
mod level;
mod mutex;
mod report;
mod task;
pub mod thread;
mod watch;

pub use cx::{Cx, root};
pub use held::Held;
pub use level::{After, Dynamic, JoinableUnder, Level, LockLevel, Unheld, UpTo};
pub use mutex::{IntoInner, LevelledMutex, MappedMutexGuard, Mutex, MutexGuard};
pub use task::{Builder, JoinHandle, Scope, ScopedJoinHandle, scope, spawn, spawn_after};
pub use report::{Grade, HeldReport, LockReport, Policy, Report, ReportKind, Site, TaskReport, Wanted, on_report, policy, set_policy};

pub use unhang_macros::{acquires, levels, main};

#[doc(hidden)]
pub mod __private {
    pub use crate::cx::enter;
    pub use crate::level::{After, DeclaredBefore, JoinableUnder, Level, LevelInfo, List, Unheld, UpToLevel};
    pub use unhang_macros::resolve;

}
