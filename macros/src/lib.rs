//! The attributes of the `unhang` crate, which re-exports them. Use them from there.

use proc_macro::TokenStream;

mod acquires;
mod guarded;
mod levels;
mod role;
mod root_main;
mod select;
mod test;

mod diagnostics;
mod drawing;
mod expand;
mod fallback;
mod krate;
mod order;
mod parse;
mod picture;
mod resolved;
mod waits;

/// Declares the levels of a module, and their order.
///
/// Every `struct X;` in the module is a level. `#[after(..)]` and `#[before(..)]` on it name other levels, and what is declared has
/// to be free of cycles. The order is *outermost first*: a lock of a level may be taken while locks of levels before it are held.
///
/// ```ignore
/// #[unhang::levels]
/// pub mod order {
///     /// Balances.
///     pub struct Accounts;
///     #[after(Accounts)]
///     pub struct Journal;
///     #[after(Accounts)]
///     pub struct Cache;
///     #[after(Journal, Cache)]
///     pub struct Log;
/// }
/// use order::*;
/// ```
///
/// For each level `X` the module gets
///
/// - the type `X` itself, as the level argument of a lock, with the docs, visibility and attributes that were written;
/// - the trait `BeforeX`: a function with a parameter `cx: &mut Cx<impl BeforeX>` may wait for `X`, and for whatever comes after `X`
///   (`BeforeAccounts` implies `BeforeLog`). [`acquires`](macro@acquires) writes this bound. Import it along with `X`: `use order::*`
///   does.
///
/// Other items of the module stay as they are. rustdoc shows the order as a picture on the module's page.
///
/// # Channels
///
/// A level is for locks, and for wait groups, barriers and the like, unless `#[channel(..)]` makes it one of channels. It has a place
/// in the same order: whoever owes its messages may wait for what comes after it.
///
/// ```ignore
/// #[unhang::levels]
/// pub mod order {
///     #[channel]                              // a send never waits
///     pub struct Replies;
///     #[channel(bounded, carries(Replies))]   // a send can wait for space; messages may carry senders of `Replies`
///     #[before(Replies)]
///     pub struct Requests;
///     #[channel(bounded, token)]              // its capacity is its meaning
///     pub struct Tickets;
/// }
/// ```
///
/// - `#[channel]`: channels without a bound, and oneshots. Whoever owns a sender owes messages.
/// - `bounded`: channels that can be full, with whatever capacity. Whoever owns a receiver owes space as well.
/// - `carries(R, ..)`: senders of `R`, or tokens of a wait group of level `R`, may travel in messages. Whoever owns a receiver has to take
///   them out, so while it does, it may wait only for what comes after all that is carried (and for the messages themselves).
/// - `token`, with `bounded`: `unhang::CapacityMode` leaves its channels alone.
///
/// For a bounded level `X` the module gets two items more, which must be imported along with it:
///
/// - the type `XSpace`, what a send waits for;
/// - the trait `BeforeXSpace`: a function with `#[acquires(X, XSpace)]` may wait for messages of `X` and send into it.
///
/// Between two bounded channels, waits for space are ordered the other way round than waits for messages: with `Results` before `Jobs`, who
/// owes results waits for jobs, and who drains jobs waits for space in `Results`. A lock before or after a channel is so for both of
/// its waits. An order in which these can close a circle is refused, and all of it is named.
///
/// # Levels of other modules and crates
///
/// A path names a level that another module declares, at the place where it is declared (or re-exported by a glob):
/// `#[after(super::net::Socket)]`, `#[before(bank::order::Accounts)]`. So does a single name that a `use` item of the module brings
/// in. The order is then joined: what comes before `Accounts` in the crate `bank` comes before what is declared after it here, and so
/// on, in both directions. What contradicts the order over there is a cycle, reported with all levels on it.
///
/// Two modules may refer to one another, as long as no level depends on itself. Where one does, rustc says that it cannot find
/// `BeforeX` (each of the two waits for what the other one knows), and names the levels on the cycle: "cycle detected when computing
/// the super predicates of `a::AfterX`".
///
/// # Limits
///
/// - A level between two levels of elsewhere (`net::Socket` before `A` before `db::Table`) cannot make `net::Socket` come before
///   `db::Table` where nobody holds `A`, and `BeforeA` does not imply `BeforeTable`: `#[acquires(A, db::Table)]` names both.
/// - Where another module knows of an order between two of its levels, and levels here are put around both, the locks are checked by
///   it, but `BeforeX` implies only what is written here.
/// - Where levels of one module differ in visibility, other modules learn of a `pub` level's relations to `pub` levels only.
/// - `#[cfg]` may take a level away. It keeps its place in the order, so that what is before and after it does not depend on features.
/// - A crate under `#![no_implicit_prelude]` cannot use the attribute: rustc finds `#[diagnostic::on_unimplemented]` through the prelude.
/// - A level whose receivers owe something, since it is bounded or carries, has no `UpTo`: its contexts cannot be narrowed, and
///   `#[acquires]` needs a parameter `cx` for it. Its `BeforeX` implies no other trait: name all that a function waits for. `spawn_after` is for
///   levels of locks.
/// - A task has at most one channel of such a level at a time.
/// - A task that owes messages of several channels may wait for space in each of them where one declaration knows of all of them. Between
///   levels of modules that do not know each other it may not; nor does a level between two channels of other modules order these two.
///
/// # Arguments
///
/// `#[levels(crate = path)]` says where the `unhang` crate is. Without it, `Cargo.toml` does, also where it renames the dependency.
#[proc_macro_attribute]
pub fn levels(arguments: TokenStream, item: TokenStream) -> TokenStream {
    levels::expand(arguments.into(), item.into()).into()
}

/// Goes on with a declaration that names levels of other modules; written by `#[levels]` only.
#[doc(hidden)]
#[proc_macro]
pub fn resolve(input: TokenStream) -> TokenStream {
    levels::resolve(input.into()).into()
}

/// Says which levels a function may wait for: these, and all that come after them.
///
/// # With a context
///
/// A parameter of type `&mut Cx` gets the bound, so that callers are checked by the compiler:
///
/// ```ignore
/// #[unhang::acquires(Accounts)]
/// fn transfer(&self, cx: &mut Cx, amount: i64) {   // cx: &mut Cx<impl BeforeAccounts>
///     *self.accounts.lock(cx) += amount;
/// }
/// ```
///
/// `Cx<impl Trait>` gets the bounds added, `Cx<H>` a where clause on `H`.
///
/// # Without a context
///
/// The body gets a variable `cx`, a context from which these levels may be taken. It was checked at entry against what the task holds;
/// the caller is known at run time only, so this check is off where the run-time checker is off. Then the entry is trusted.
///
/// ```ignore
/// #[unhang::acquires(Log)]
/// fn log(&self, text: &str) {
///     self.log.lock(cx).push(text.to_string());
/// }
/// ```
///
/// It works on free functions, methods, and methods of traits and their impls (put it on both), generic or not. The levels are given by
/// paths to types that `#[levels]` declared, not by generic parameters. The body is never rewritten.
///
/// `crate = path`, among the levels, says where the `unhang` crate is.
#[proc_macro_attribute]
pub fn acquires(arguments: TokenStream, item: TokenStream) -> TokenStream {
    acquires::expand(arguments.into(), item.into()).into()
}

/// Says what a task owes and drains: its function's context counts just that.
///
/// ```ignore
/// #[unhang::role(owes(Results), drains(Jobs))]
/// fn worker(cx: &mut Cx, jobs: Receiver<Job, Jobs>, results: Sender<Output, Results>) {
///     while let Ok(job) = jobs.recv(cx) {
///         if results.send(cx, run(job)).is_err() {
///             return;
///         }
///     }
/// }
///
/// let (worker, cx) = unhang::spawn_with(cx, (&jobs, &results), |cx, (jobs, results)| worker(cx, jobs, results));
/// ```
///
/// The role is checked against the declared order where it is declared: it must be able to wait for what it drains while it owes what
/// it owes, and for space in the bounded channels that it fills. So of two roles that wait for each other, one does not compile. A role
/// that drains several channels waits for them with `select!`.
///
/// Whoever calls the function must have a context of this role: that is what `spawn_with` gives, where just these ends are handed over.
///
/// `crate = path`, among the arguments, says where the `unhang` crate is.
#[proc_macro_attribute]
pub fn role(arguments: TokenStream, item: TokenStream) -> TokenStream {
    role::expand(arguments.into(), item.into()).into()
}

/// Puts the marked fields of a struct behind locks, one for each level, and gives it guards with these fields.
///
/// ```ignore
/// #[unhang::guarded]
/// pub struct Bank {
///     pub name: String,
///     #[lock(Accounts)]
///     open: Vec<i64>,
///     #[lock(Accounts)]
///     closed: Vec<i64>,
///     #[rwlock(Journal)]
///     entries: Vec<String>,
/// }
///
/// let bank = Bank::new("First".into(), vec![3, 4], vec![], vec![]);
/// unhang::root(|cx| {
///     let (mut accounts, cx) = bank.lock_accounts(cx).nest();
///     for balance in accounts.open.drain(..) {
///         accounts.closed.push(balance);          // two fields of one guard, both borrowed mutably
///     }
///     bank.write_journal(cx).entries.push(format!("closed {}", accounts.closed.len()));
/// });
/// unhang::root(|cx| assert_eq!(bank.read_journal(cx).entries, ["closed 2"]));
/// ```
///
/// The fields marked `#[lock(Level)]` or `#[rwlock(Level)]` with one level are behind one lock; the others stay as they are. For a
/// struct `Bank` and a level `Accounts` there are
///
/// | generated | for | what it is |
/// |---|---|---|
/// | `new(..)` | the struct | a `const fn` that takes all fields, in the order in which they are declared |
/// | `lock_accounts(cx)`, `try_lock_accounts(cx)` | `#[lock]` | give a `BankAccountsGuard`; the `try_` form an `Option` of it |
/// | `write_accounts(cx)`, `try_write_accounts(cx)` | `#[rwlock]` | give the same |
/// | `read_accounts(cx)`, `try_read_accounts(cx)` | `#[rwlock]` | give a guard that dereferences to `BankAccounts` |
/// | `accounts_mut()` | both | gives a `&mut BankAccounts`, without locking |
/// | `BankAccounts` | both | a struct of the fields |
/// | `BankAccountsGuard` | both | a struct of the fields, each as a `Part`, which dereferences to its value |
///
/// Locking asks for the same order as with every other lock, and every guard has `nest()`, which gives the guard and the context in
/// which it is held. A part can be moved out of its guard; the lock is released when the last part of a guard is dropped.
///
/// What is generated has the visibility of the struct, and each field its own. Generics, where clauses, docs and `#[cfg]` are kept.
/// `Debug` and `Default` can be derived, below this attribute: `#[unhang::guarded] #[derive(Debug)] struct ..`. An attribute on a
/// marked field goes to the field of `BankAccounts`.
///
/// # Arguments
///
/// `#[guarded(new = from_parts)]` gives the constructor another name; `#[guarded(crate = path)]` says where the `unhang` crate is.
#[proc_macro_attribute]
pub fn guarded(arguments: TokenStream, item: TokenStream) -> TokenStream {
    guarded::expand(arguments.into(), item.into()).into()
}

/// Runs the program's `main` in a root context, as `unhang::root` does.
///
/// ```ignore
/// #[unhang::main]
/// fn main(cx: &mut Cx) -> Result<(), std::io::Error> {
///     bank.transfer(cx, 5);
///     Ok(())
/// }
/// ```
///
/// The function may return what any `main` returns, and may leave its parameter out. `#[main(crate = path)]` says where the `unhang`
/// crate is.
#[proc_macro_attribute]
pub fn main(arguments: TokenStream, item: TokenStream) -> TokenStream {
    root_main::expand(arguments.into(), item.into()).into()
}

/// A test whose body is a root, and which fails where it would hang.
///
/// ```ignore
/// #[unhang::test]
/// fn moves_money(cx: &mut Cx) {
///     bank.transfer(cx, 5);
/// }
///
/// #[unhang::test(schedules = 100)]
/// fn moves_money_at_once() {
///     std::thread::scope(|scope| ..);
/// }
/// ```
///
/// A deadlock among the test's tasks, one that outlives it, a message that is dropped unread, and a guard that is forgotten fail the
/// test, with the report. So does a possible deadlock. Other tests go on beside it, under `cargo test` as under `cargo nextest`. What
/// exactly is looked at, and what a schedule is, `unhang::testing` says.
///
/// | argument | what it does |
/// |---|---|
/// | `schedules = 100` | runs the body so many times, each time with another order of its tasks; the seed of the one that failed is printed |
/// | `seed = 7` | runs it on that schedule alone |
/// | `capacity = 0`, `unbounded`, `declared` | the capacity of the bounded channels that it creates |
/// | `time_limit = 10`, `0.5`, `none` | how many seconds a run may take; then it fails, and says what its tasks do. A minute, if nothing is said |
/// | `allow(leaks, stranded, forgotten)` | one or several of what does not fail it: tasks that outlive it, lost messages, forgotten guards |
/// | `crate = path` | where the `unhang` crate is |
///
/// The function may return what any test returns, may leave its parameter out, and takes `#[should_panic]`, `#[ignore]` and the like as
/// any test does.
#[proc_macro_attribute]
pub fn test(arguments: TokenStream, item: TokenStream) -> TokenStream {
    test::expand(arguments.into(), item.into()).into()
}

/// Waits for one of several channel operations, and carries out whichever can be first.
///
/// ```ignore
/// select! {
///     recv(jobs) -> job => work(job?),
///     send(results, next()) -> sent => sent?,
///     default(Duration::from_secs(1)) => println!("idle"),
/// }
/// ```
///
/// - `recv(receiver) -> pattern => expression` receives; the pattern gets a `Result<T, RecvError>`.
/// - `send(sender, message) -> pattern => expression` sends; the pattern gets a `Result<(), SendError<T>>`. The message is evaluated
///   when the send is selected, and not before.
/// - `default => expression` is for when no operation can be carried out now; `default(timeout) => expression` for when none could for
///   so long. Without it, the select blocks.
///
/// The value is that of the expression. An operation on a channel whose other side is gone can be carried out: it fails at once. Among
/// several that can, one is chosen at random; [`select_biased!`](macro@select_biased) chooses the first.
#[proc_macro]
pub fn select(input: TokenStream) -> TokenStream {
    select::expand(input.into(), false).into()
}

/// Waits for one of several channel operations; among those that can be carried out, it chooses the first. Otherwise it is as
/// [`select!`](macro@select).
#[proc_macro]
pub fn select_biased(input: TokenStream) -> TokenStream {
    select::expand(input.into(), true).into()
}

/// Waits in a context for one of several operations on ends that have a level.
///
/// ```ignore
/// unhang::select!(cx,
///     recv(jobs) -> job => work(job?),
///     recv(news) -> news => tell(news?),
///     send(results, result) -> sent => sent?,
///     interrupted(why) => return Err(why.into()),
/// )
/// ```
///
/// The operations are written as in `unhang::channel::select!`. Each must be one that this context could wait for; but what it owes by
/// owning the receivers that are listed does not count, since all of them are empty while it waits. A receive gives a
/// `Result<T, unhang::Ended>`, a send a `Result<(), unhang::SendError<T>>`.
///
/// A deadline or a cancellation of the context ends the wait: then `interrupted` is carried out, and nothing was received or sent. With
/// `default`, or `default(timeout)`, in its place, the select does not wait in the context, and asks for no order.
///
/// Up to eight operations wait together. Among several that can be carried out, one is chosen at random;
/// `unhang::select_biased!` chooses the first.
#[proc_macro]
pub fn select_in_context(input: TokenStream) -> TokenStream {
    select::expand_in_context(input.into(), false).into()
}

/// Waits in a context for one of several operations; among several that can be carried out, the first is chosen. Otherwise it is
/// `unhang::select!`.
#[proc_macro]
pub fn select_biased_in_context(input: TokenStream) -> TokenStream {
    select::expand_in_context(input.into(), true).into()
}
