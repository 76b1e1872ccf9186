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
//! waits for it; whoever [joins](JoinHandle::join) a task must hold and owe nothing that the task may wait for:
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
//! # 6. A sender is an obligation
//!
//! Whoever waits for a message waits for whoever owns a sender, as whoever waits for a lock waits for its holder. So a channel has a
//! level too, and the context says that this task *owes* messages as long as it owns a sender:
//!
//! ```
//! # use unhang::{Cx, Owes, Unheld};
//! #[unhang::levels]
//! mod order {
//!     #[channel]
//!     pub struct Answers;
//! }
//! # use order::*;
//! unhang::root(|cx| {
//!     let (sender, answers, cx) = cx.unbounded::<u32, Answers>();
//!     let cx: &mut Cx<(Unheld, Owes<Answers>)> = cx; // what the type says
//!     _ = sender.send(cx, 42);
//!     let cx = sender.close(cx);                     // not owed any more
//!     assert_eq!(answers.recv(cx), Ok(42));
//! });
//! ```
//!
//! A receive must come after all that is held and owed. So the lonely reader, who waits for a message that only it could send, does
//! not compile:
//!
//! ```compile_fail,E0277
//! # #[unhang::levels] mod order { #[channel] pub struct Answers; }
//! # use order::*;
//! unhang::root(|cx| {
//!     let (sender, answers, cx) = cx.unbounded::<u32, Answers>();
//!     _ = answers.recv(cx);
//!     drop(sender);
//! });
//! ```
//!
//! ```text
//! error: deadlock: cannot wait for `Answers` while holding `(Unheld, Owes<Answers>)`
//! ```
//!
//! Nor does the way around it, since both ends borrow the context from before them:
//!
//! ```compile_fail,E0499
//! # #[unhang::levels] mod order { #[channel] pub struct Answers; }
//! # use order::*;
//! unhang::root(|cx| {
//!     let (sender, answers, _) = cx.unbounded::<u32, Answers>();
//!     _ = answers.recv(cx);
//!     drop(sender);
//! });
//! ```
//!
//! Where a channel can be full, `#[channel(bounded)]`, a send waits too, for whoever makes space: the owner of a receiver owes that, as
//! `Drains<L>`. How much the channel holds is no part of its level, so what compiles is in order at every capacity. With 0, a send waits
//! for a receive.
//!
//! # 7. Ends are handed over when a task starts
//!
//! An end stays on the task whose context counts it. [`spawn_with`] starts a task that owns ends from its first moment: an end that is
//! named is moved, and not owed here any more; `&end` gives a clone.
//!
//! ```
//! #[unhang::levels]
//! mod order {
//!     #[channel(bounded)]
//!     pub struct Results;
//!     #[channel(bounded)]
//!     #[after(Results)] // whoever owes results may wait for jobs
//!     pub struct Jobs;
//! }
//! use order::*;
//! use unhang::{Cx, Receiver, Sender, spawn_with};
//!
//! #[unhang::role(owes(Results), drains(Jobs))]
//! fn worker(cx: &mut Cx, jobs: Receiver<u64, Jobs>, results: Sender<u64, Results>) {
//!     while let Ok(job) = jobs.recv(cx) {
//!         if results.send(cx, job * job).is_err() {
//!             return;
//!         }
//!     }
//! }
//!
//! unhang::root(|cx| {
//!     let (jobs, work, cx) = cx.bounded(0);
//!     let (out, results, cx) = cx.bounded(0);
//!     for _ in 0..2 {
//!         _ = spawn_with(cx, (&work, &out), |cx, (work, out)| worker(cx, work, out));
//!     }
//!     let (_feeder, cx) = spawn_with(cx, (jobs,), |cx, (jobs,)| (1..=3).for_each(|job| _ = jobs.send(cx, job)));
//!     let cx = work.close(cx);
//!     let cx = out.close(cx);
//!     assert_eq!(results.iter(cx).sum::<u64>(), 14);
//! });
//! ```
//!
//! Leave out `out.close(cx)`, and the sum waits for a sender that this task owns itself: it does not compile. [`#[role(..)]`](role)
//! writes the type of a task's context, and checks at the declaration that the role can be: of two roles that wait for each other, one is
//! refused.
//!
//! ```compile_fail,E0277
//! # #[unhang::levels] mod order { #[channel] pub struct Pings; #[channel] #[after(Pings)] pub struct Pongs; }
//! # use order::*; use unhang::{Cx, Receiver, Sender};
//! #[unhang::role(owes(Pongs), drains(Pings))] // Pings come before Pongs
//! fn server(cx: &mut Cx, pongs: Sender<u32, Pongs>, pings: Receiver<u32, Pings>) {
//!     let ping = pings.recv(cx).unwrap_or(0);
//!     _ = pongs.send(cx, ping + 1);
//! }
//! ```
//!
//! # 8. A reply travels with its request
//!
//! The sender of a [`oneshot`] leaves the client's context with `detach`, travels in the request, and enters the server's with `attach`.
//! The level of the requests says that they carry it:
//!
//! ```
//! #[unhang::levels]
//! mod order {
//!     #[channel(bounded, carries(Replies))]
//!     pub struct Requests;
//!     #[channel]
//!     #[after(Requests)]
//!     pub struct Replies;
//! }
//! use order::*;
//! use unhang::{oneshot, spawn_with};
//!
//! type Request = (u64, oneshot::Carried<u64, Replies, Requests>);
//!
//! unhang::root(|cx| {
//!     let (requests, inbox, cx) = cx.bounded::<Request, Requests>(0);
//!     let (_server, cx) = spawn_with(cx, (inbox,), |cx, (inbox,)| {
//!         while let Ok((number, reply)) = inbox.recv(cx) {
//!             let (reply, _) = reply.attach(cx); // owed from here on
//!             _ = reply.send(number * number);
//!         }
//!     });
//!     let (reply, answer, cx) = cx.oneshot();
//!     let (reply, cx) = reply.detach(cx);
//!     _ = requests.send(cx, (7, reply));
//!     assert_eq!(answer.recv(cx), Ok(49));
//! });
//! ```
//!
//! A server that went back to its inbox with a reply still owed would not compile: `Requests` come before `Replies`.
//!
//! # 9. Several at once
//!
//! A task that reads from several channels waits for all of them, with [`select!`]. Beside the operations it has `interrupted`, for
//! when the wait ends early (the next section), or a `default`, and then it does not wait:
//!
//! ```
//! # #[unhang::levels] mod order { #[channel(bounded)] pub struct Jobs; #[channel] pub struct Stop; }
//! # use order::*; use unhang::{Cx, Ended, Receiver};
//! #[unhang::role(drains(Jobs, Stop))]
//! fn work(cx: &mut Cx, jobs: Receiver<u32, Jobs>, stop: Receiver<(), Stop>) -> Result<u32, Ended> {
//!     let mut sum = 0;
//!     loop {
//!         unhang::select!(cx,
//!             recv(jobs) -> job => sum += job?,
//!             recv(stop) -> _ => return Ok(sum),
//!             interrupted(why) => return Err(why.into()),
//!         );
//!     }
//! }
//! # unhang::root(|cx| {
//! #     let (jobs, todo, cx) = cx.bounded(1);
//! #     let (stop, stopped, cx) = cx.unbounded();
//! #     let (worker, cx) = unhang::spawn_with(cx, (todo, stopped), |cx, (todo, stopped)| work(cx, todo, stopped));
//! #     _ = jobs.send(cx, 1);
//! #     _ = jobs.send(cx, 2);
//! #     _ = jobs.send(cx, 3);
//! #     let cx = stop.close(cx);
//! #     let cx = jobs.close(cx);
//! #     _ = worker.join(cx);
//! # });
//! ```
//!
//! A [`WaitGroup`] waits until all of its tokens are gone. Its level is declared like a lock's, and a token is owed like a message:
//!
//! ```
//! # #[unhang::levels] mod order { pub struct Batch; }
//! # use order::*; use unhang::{WaitGroup, spawn_with};
//! let batch = WaitGroup::<Batch>::new();
//! unhang::root(|cx| {
//!     for _ in 0..3 {
//!         let (token, cx) = batch.token(cx);
//!         _ = spawn_with(cx, (token,), |cx, (token,)| {
//!             // the work
//!             _ = token.done(cx);
//!         });
//!     }
//!     batch.wait(cx).expect("nobody cancels"); // not while owning a token
//! });
//! ```
//!
//! # 10. Waits that end early
//!
//! A deadline and a cancellation belong to what a task does, not to a value: they are in force inside a closure, in all that it calls, and
//! in the tasks that it starts. Waits that can say so end with the reason.
//!
//! ```
//! # #[unhang::levels] mod order { #[channel] pub struct Answers; }
//! # use order::*; use unhang::{Ended, spawn_with};
//! use std::time::Duration;
//!
//! unhang::root(|cx| {
//!     let (sender, answers, cx) = cx.unbounded::<u32, Answers>();
//!     let (_slow, cx) = spawn_with(cx, (sender,), |cx, (sender,)| {
//!         std::thread::sleep(Duration::from_millis(50));
//!         _ = sender.send(cx, 42);
//!     });
//!     let answer = cx.with_timeout(Duration::from_millis(5), |cx| answers.recv(cx));
//!     assert_eq!(answer, Err(Ended::Deadline));
//! });
//! ```
//!
//! [`cancellable`](Cx::cancellable) gives a [`CancelToken`] in place of a deadline, and [`checkpoint`](Cx::checkpoint) ends what computes
//! without waiting. A wait that can end early still has to be in order: a timeout is no cure for a deadlock.
//!
//! # 11. The run-time checker
//!
//! It is on in builds with debug assertions, and with the feature `checked`. A task that is about to block looks for a circle of
//! waiting tasks; a lock that is taken while others are held is checked against the declared order, or against the order that was
//! learned so far, and so is an entry without a context, with all that the task owes. When all tasks wait, and the process has no other
//! thread that could wake one of them, that is found too, and so are tasks that still wait when the program ends. A finding is a
//! [`Report`]: who waits for what and where, what each holds and owes and where that came from, and what to change.
//!
//! [`tasks`] shows what each task of a live program waits for, holds and owes; with the feature `signal`, `print_tasks_on` prints it when
//! a signal comes.
//!
//! The variable `UNHANG` sets from outside what is done, in words with commas between them:
//!
//! | word | what it does |
//! |---|---|
//! | `panic`, `report`, `abort`, `break`, `off` | the [`Policy`]: panic in the task that closed the circle (the default), print and go on, abort, let its wait return an error, look for nothing |
//! | `stranded` | [reports](report_stranded) messages that were accepted by a channel and dropped unread |
//! | `save=DIR` | [saves](save_reports) each finding in that directory: as JSON, as DOT, and as a page for the browser |
//! | `color=always`, `color=never` | colours on standard error; else where it is a terminal that has them, and `NO_COLOR` is not set |
//! | `schedules=N`, `seed=K` | of [tests](testing) with schedules: how many, or which one |
//! | `capacity=0`, `capacity=unbounded` | runs with [another capacity](CapacityMode) in all bounded channels, in unchecked builds too: a buffer hides a bug until it is full |
//!
//! In an unchecked build the rest of it is gone: the types cost nothing, and locks are parking_lot's, in size and in instructions. What
//! types cannot see, entries without a context among it, is then trusted.
//!
//! # 12. Tests that cannot hang
//!
//! [`#[unhang::test]`](macro@test) in place of `#[test]`: a deadlock fails the test, with the report, and the others go on. So does a task
//! that is left behind, a message that is lost, a guard that is forgotten. With `schedules = N` the body runs on N orders of its
//! tasks' steps, each drawn from a seed; the seed that fails is printed, and fails again.
//!
//! ```
//! # use unhang::channel::unbounded;
//! #[unhang::test(schedules = 100)]
//! fn every_job_is_done() {
//!     let (jobs, work) = unbounded();
//!     let worker = unhang::thread::spawn(move || work.iter().sum::<u32>());
//!     (1..=3).for_each(|job| jobs.send(job).unwrap());
//!     drop(jobs); // or the worker waits for ever, and the test fails at once
//!     assert_eq!(worker.join().unwrap(), 6);
//! }
//! ```
//!
//! [`testing`] says what exactly is looked at.
//!
//! # What is not covered
//!
//! By types, and so in every build: foreign blocking calls; threads that are started or joined past this crate, and other crates'
//! locks; loops that never end; contexts in async functions. Two locks of one level, one inside the other, are refused unless they
//! are taken together, with [`lock_all`]; so are two channels of one level in one task, where they are bounded. Who notifies a condvar
//! and who adds a permit is owed by nobody.
//!
//! Left to the run-time checker: entries without a context, locks and channels without a level; a guard or an end that was forgotten, or
//! leaked; a sender that was detached and never sent; tasks of one floor that join one another, with handles that travelled; modules that
//! contradict each other only through a third one (each `#[levels]` knows the levels that it names, and what those know). It reports a part
//! of the program that is stuck while the rest goes on, as far as it knows who owns the ends; where it does not, it reports when all tasks
//! sleep, or at the program's end. And there, not seen: a guard that is forgotten while its task lives and waits for nothing, and what a
//! thread-local's destructor holds when its thread ends.
//!
//! In the repository, `docs/choosing.md` says which primitive is for what, and `docs/proven.md` what exactly is proven, and what it rests on.

extern crate self as unhang;

mod barrier;
mod cancel;
pub mod channel;
mod condvar;
mod cx;
mod deadlock;
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
mod prim;
mod report;
mod rwlock;
mod selecting;
mod semaphore;
mod settings;
#[cfg(all(feature = "signal", unix))]
mod signal;
mod snapshot;
mod task;
pub mod testing;
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
pub use deadlock::Deadlock;
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
    DebtReport, EventReport, Grade, HeldReport, LockReport, Policy, Report, ReportKind, Site, StrandedReport, TaskReport, Tasks,
    WakerReport, Wanted, WhyNot, is_checked, on_report, policy, report_stranded, save_reports, set_policy,
};
pub use rwlock::{
    LevelledRwLock, MappedRwLockReadGuard, MappedRwLockWriteGuard, Reading, RwLock, RwLockGuard, RwLockReadGuard,
    RwLockUpgradableReadGuard, RwLockWriteGuard, Upgradable, Writing, const_rwlock,
};
pub use semaphore::{LevelledSemaphore, Permit, Semaphore};
#[cfg(all(feature = "signal", unix))]
pub use signal::print_tasks_on;
pub use snapshot::tasks;
pub use task::{Builder, JoinHandle, Scope, ScopedJoinHandle, Unjoined, scope, spawn, spawn_after};
pub use together::{LockRequest, LockSet, Read, SameLock, Write, lock_all, lock_all_dynamic};
pub use wait_group::{LevelledWaitGroup, Token, WaitGroup};

pub use unhang_macros::{
    acquires, guarded, levels, main, role, select_biased_in_context as select_biased, select_in_context as select, test,
};

/// The README's program, which must not compile.
#[cfg(all(test, unhang_model))]
mod models;

#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

/// The programs of the page, some of which must not compile.
#[cfg(doctest)]
#[doc = include_str!("../../docs/choosing.md")]
struct Choosing;

#[doc(hidden)]
pub mod __private {
    pub use crate::cx::Cx;
    pub use crate::cx::{enter, in_role};
    pub use crate::debts::{Drained, Drains, I, O, Owes, Role, may_drain, may_fill};
    pub use crate::held::Held;
    pub use crate::held::{Upgrade, WaitAgain, Within};
    pub use crate::level::{
        After, Anytime, Carries, CarriesNothing, Channel, DeclaredBefore, DrainsBefore, Follows, ForLocks, ForMessages, JoinableUnder,
        Level, LevelInfo, Limited, OneSided, TwoSided, Unheld, Unlimited, UpTo,
    };
    pub use crate::mutex::IntoInner;
    pub use crate::parts::{Group, Part, RawMutex, RawRwLock, ReadParts};
    pub use crate::rwlock::Access;
    pub use crate::selecting::{Selectable, WithinLimits, end, may_select, received, sent};
    pub use crate::testing::run_test;
    pub use std::{default::Default, fmt, marker::PhantomData, option::Option, result::Result, time::Duration};
    pub use unhang_macros::resolve;
}
