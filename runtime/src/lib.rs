//! Compile errors instead of hangs.
//!
//! A deadlock needs a circle: a task holds one thing and waits for another, whose holder waits, in the end, for the first. Where all
//! tasks take things in one order, no circle can close. `unhang` lets you *declare* that order, once; then the compiler checks every
//! function whose signature says what is held, and a run-time checker checks the rest at the moment it happens.
//!
//! # 1. An order is a module
//!
//! ```
//! #[unhang::levels]
//! pub mod order {
//!     /// Balances.
//!     pub struct Accounts;
//!     /// What happened, in order.
//!     #[after(Accounts)]
//!     pub struct Journal;
//! }
//! ```
//!
//! Each unit struct is a level. Whoever holds `Accounts` may wait for `Journal`, and nobody who holds `Journal` may wait for
//! `Accounts`. It is a partial order: levels that are not connected cannot be held together, in either order. The outermost comes
//! first, and a cycle is an error at its declaration.
//!
//! # 2. A lock has a level, and is locked with a context
//!
//! ```
//! # #[unhang::levels] mod order { pub struct Accounts; #[after(Accounts)] pub struct Journal; }
//! use order::{Accounts, Journal};
//! use unhang::Mutex;
//!
//! struct Bank {
//!     accounts: Mutex<Vec<i64>, Accounts>,
//!     journal: Mutex<Vec<String>, Journal>,
//! }
//!
//! let bank = Bank { accounts: Mutex::new(vec![10, 0]), journal: Mutex::new(vec![]) };
//! unhang::root(|cx| {
//!     let (mut accounts, cx) = bank.accounts.lock(cx).nest();
//!     bank.journal.lock(cx).push(format!("moved {}", accounts[0]));
//!     accounts.swap(0, 1);
//! });
//! ```
//!
//! The context, [`Cx`], is a token: its *type* says what its task holds. [`root`] gives a thread its first one, which holds nothing.
//! A guard borrows the context, so the outer one cannot be used around it; [`nest`](Held::nest) takes the guard apart and gives the
//! inner context, in which the lock counts as held. The other way round is refused:
//!
//! ```compile_fail,E0277
//! # #[unhang::levels] mod order { pub struct Accounts; #[after(Accounts)] pub struct Journal; }
//! # use order::{Accounts, Journal};
//! # use unhang::Mutex;
//! # let (accounts, journal) = (Mutex::<_, Accounts>::new(0), Mutex::<_, Journal>::new(0));
//! unhang::root(|cx| {
//!     let (_journal, cx) = journal.lock(cx).nest();
//!     accounts.lock(cx);
//! });
//! ```
//!
//! ```text
//! error: deadlock: cannot wait for `Accounts` while holding `Journal`
//!   |     accounts.lock(cx);
//!   |              ---- ^^ would wait for `Accounts`
//!   = note: declared order: Accounts -> Journal
//! ```
//!
//! So is a second lock of the same level, and the outer context beside a guard:
//!
//! ```compile_fail,E0277
//! # #[unhang::levels] mod order { pub struct Accounts; }
//! # let accounts = unhang::Mutex::<_, order::Accounts>::new(0);
//! unhang::root(|cx| {
//!     let (_first, cx) = accounts.lock(cx).nest();
//!     accounts.lock(cx);
//! });
//! ```
//!
//! ```compile_fail,E0499
//! # #[unhang::levels] mod order { pub struct Accounts; #[after(Accounts)] pub struct Journal; }
//! # let (accounts, journal) = (unhang::Mutex::<_, order::Accounts>::new(0), unhang::Mutex::<_, order::Journal>::new(0));
//! unhang::root(|cx| {
//!     let accounts = accounts.lock(cx);
//!     journal.lock(cx);
//!     drop(accounts);
//! });
//! ```
//!
//! # 3. A signature says what a function takes
//!
//! ```
//! # #[unhang::levels] mod order { pub struct Accounts; #[after(Accounts)] pub struct Journal; }
//! # use order::*;
//! # use unhang::Mutex;
//! # struct Bank { accounts: Mutex<Vec<i64>, Accounts>, journal: Mutex<Vec<String>, Journal> }
//! use unhang::Cx;
//!
//! impl Bank {
//!     #[unhang::acquires(Accounts)]
//!     fn transfer(&self, cx: &mut Cx, amount: i64) {
//!         let (mut accounts, cx) = self.accounts.lock(cx).nest();
//!         accounts[0] -= amount;
//!         accounts[1] += amount;
//!         self.note(cx, "moved");
//!     }
//!
//!     #[unhang::acquires(Journal)]
//!     fn note(&self, cx: &mut Cx, text: &str) {
//!         self.journal.lock(cx).push(text.into());
//!     }
//! }
//! # let bank = Bank { accounts: Mutex::new(vec![10, 0]), journal: Mutex::new(vec![]) };
//! # unhang::root(|cx| bank.transfer(cx, 3));
//! ```
//!
//! [`#[acquires(Accounts)]`](acquires) says: this function may take `Accounts`, and anything that comes after it. It turns the
//! parameter into `&mut Cx<impl BeforeAccounts>`, which you may also write yourself; the trait `BeforeAccounts` lives beside the
//! level. The body is checked once, for all callers; each caller is checked where it calls.
//!
//! A trait object cannot have a generic method. There the context is a concrete [`Cx<UpTo<Journal>>`](UpTo), "something before
//! `Journal`, I don't say what", and the caller passes [`cx.narrow()`](Cx::narrow):
//!
//! ```
//! # #[unhang::levels] mod order { pub struct Accounts; #[after(Accounts)] pub struct Journal; }
//! # use order::*; use unhang::{Cx, Mutex, UpTo};
//! trait Audit {
//!     fn audit(&self, cx: &mut Cx<UpTo<Journal>>) -> usize;
//! }
//! # struct Auditor(Mutex<Vec<String>, Journal>);
//! # impl Audit for Auditor { fn audit(&self, cx: &mut Cx<UpTo<Journal>>) -> usize { self.0.lock(cx).len() } }
//! # let auditor: Box<dyn Audit> = Box::new(Auditor(Mutex::new(vec![])));
//! # unhang::root(|cx| {
//! auditor.audit(cx.narrow());
//! # });
//! ```
//!
//! # 4. Where no context can go
//!
//! Callbacks, `Drop`, `Display`, other people's traits: many signatures cannot take a parameter more. Leave it out, and
//! `#[acquires(..)]` checks at entry, while the program runs, what the task holds; inside, the compiler goes on:
//!
//! ```
//! # #[unhang::levels] mod order { pub struct Journal; }
//! # use order::*; use unhang::Mutex;
//! struct Session<'a> {
//!     journal: &'a Mutex<Vec<String>, Journal>,
//! }
//!
//! impl Drop for Session<'_> {
//!     #[unhang::acquires(Journal)]
//!     fn drop(&mut self) {
//!         self.journal.lock(cx).push("closed".into());
//!     }
//! }
//! # let journal = Mutex::new(vec![]);
//! # drop(Session { journal: &journal });
//! # assert_eq!(journal.into_inner(), ["closed"]);
//! ```
//!
//! And a lock without a level, `Mutex<T>`, needs no context at all. Its interface is parking_lot's, so exchanging the `use` line is
//! all it takes to have it watched:
//!
//! ```
//! use unhang::Mutex;
//!
//! let scratch = Mutex::new(Vec::new());
//! scratch.lock().push(1);
//! ```
//!
//! All three mix in one program, over one declared order: what was taken one way counts in the others.
//!
//! # 5. Waiting for a task is waiting
//!
//! [`spawn`] and [`scope`] give each task a context. A task of a scope starts from what the scope's owner holds, since the owner
//! waits for it; whoever [joins](JoinHandle::join) a task must hold nothing that the task may take:
//!
//! ```compile_fail,E0277
//! # #[unhang::levels] mod order { pub struct Accounts; }
//! # let accounts = unhang::Mutex::<_, order::Accounts>::new(0);
//! unhang::root(|cx| {
//!     let worker = unhang::spawn(|cx| { /* may take anything */ });
//!     let (_accounts, cx) = accounts.lock(cx).nest();
//!     worker.join(cx);
//! });
//! ```
//!
//! # 6. The run-time checker
//!
//! It is on in builds with debug assertions, and with the feature `checked`. A task that is about to block looks for a circle of
//! waiting tasks; a lock that is taken while others are held is checked against the declared order, or against the order that was
//! learned so far. When all tasks wait, and the process has no other thread that could wake one of them, that is found too, and so are
//! tasks that still wait when the program ends. A finding is a [`Report`]: who waits for what and where, what each holds and where it was taken, and what to
//! change. What happens then is the [`Policy`]: panic in the task that closed the circle (the default), print and go on, or abort;
//! the variable `UNHANG` sets it from outside (`panic`, `report`, `abort`, `off`). Behind a comma, the same variable asks for more:
//! `stranded` has messages reported that are lost ([`report_stranded`]), `capacity=0` and `capacity=unbounded` set the capacity of all
//! bounded channels ([`CapacityMode`]).
//!
//! In an unchecked build all of it is gone: the types cost nothing, and locks are parking_lot's, in size and in instructions. What
//! types cannot see, entries without a context among it, is then trusted.
//!
//! # What is not covered
//!
//! By types, and so in every build: foreign blocking calls; threads that are started or joined past this crate, and other crates'
//! locks; loops that never end; contexts in async functions. Two locks of one level, one inside the other, are refused unless they
//! are taken together, with [`lock_all`].
//!
//! Left to the run-time checker: entries without a context, and locks without a level; a guard that was forgotten, or leaked;
//! tasks of one floor that join one another, with handles that travelled; modules that contradict each other only through a third one
//! (each `#[levels]` knows the levels that it names, and what those know). And there, not seen: a guard that is forgotten while its
//! task lives and waits for nothing, and what a thread-local's destructor holds when its thread ends.

extern crate self as unhang;

mod barrier;
mod cancel;
pub mod channel;
mod condvar;
mod cx;
mod debts;
mod ends;
#[cfg_attr(not(any(debug_assertions, feature = "checked")), allow(dead_code))]
mod graph;
mod handover;
mod held;
mod level;
mod limits;
mod mutex;
mod once;
pub mod oneshot;
mod parts;
mod report;
mod rwlock;
mod selecting;
mod semaphore;
mod settings;
mod task;
pub mod thread;
mod together;
mod until;
mod wait_group;
mod watch;

pub use barrier::{Barrier, BarrierWaitResult, LevelledBarrier, Party};
pub use cancel::{CancelOnDrop, CancelToken};
pub use channel::{CapacityMode, set_capacity_mode};
pub use condvar::{Condvar, LevelledCondvar, WaitTimeoutResult};
pub use cx::{Cx, root};
pub use debts::{Discharge, Drains, Owes, Role};
pub use ends::{Carried, Ended, Iter, Receiver, SendError, Sender};
pub use handover::{Arrive, HandOver, spawn_with};
pub use held::Held;
pub use level::{After, Carries, Channel, Dynamic, JoinableUnder, Level, LockLevel, Unheld, UpTo};
pub use limits::Interrupt;
pub use mutex::{IntoInner, LevelledMutex, MappedMutexGuard, Mutex, MutexGuard, const_mutex};
pub use once::{Initialiser, LazyLock, LevelledLazyLock, LevelledOnceLock, OnceLock};
#[doc(no_inline)]
pub use parking_lot::{RawMutex, RawRwLock, lock_api};
pub use parts::{Part, ReadParts};
pub use report::{
    DebtReport, EventReport, Grade, HeldReport, LockReport, Policy, Report, ReportKind, Site, StrandedReport, TaskReport, Wanted,
    is_checked, on_report, policy, report_stranded, set_policy,
};
pub use rwlock::{
    LevelledRwLock, MappedRwLockReadGuard, MappedRwLockWriteGuard, Reading, RwLock, RwLockGuard, RwLockReadGuard,
    RwLockUpgradableReadGuard, RwLockWriteGuard, Upgradable, Writing, const_rwlock,
};
pub use semaphore::{LevelledSemaphore, Permit, Semaphore};
pub use task::{Builder, JoinHandle, Scope, ScopedJoinHandle, Unjoined, scope, spawn, spawn_after};
pub use together::{LockRequest, LockSet, Read, SameLock, Write, lock_all, lock_all_dynamic};
pub use wait_group::{LevelledWaitGroup, Token, WaitGroup};

pub use unhang_macros::{acquires, guarded, levels, main, role, select_biased_in_context as select_biased, select_in_context as select};

/// The README's program, which must not compile.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

#[doc(hidden)]
pub mod __private {
    pub use crate::cx::Cx;
    pub use crate::cx::{enter, in_role};
    pub use crate::debts::{Drained, Drains, I, O, Owes, Role, may_drain, may_fill};
    pub use crate::held::Held;
    pub use crate::held::{Upgrade, WaitAgain, Within};
    pub use crate::level::{
        After, Anytime, Carries, Channel, DeclaredBefore, DrainsBefore, Follows, ForLocks, ForMessages, JoinableUnder, Level, LevelInfo,
        OneSided, TwoSided, Unheld, UpTo,
    };
    pub use crate::mutex::IntoInner;
    pub use crate::parts::{Group, Part, RawMutex, RawRwLock, ReadParts};
    pub use crate::rwlock::Access;
    pub use crate::selecting::{Selectable, WithinLimits, end, may_select, received, sent};
    pub use std::{default::Default, fmt, marker::PhantomData, option::Option, result::Result};
    pub use unhang_macros::resolve;
}
