//! A crate of edition 2021 that calls `unhang` by another name, and takes most of the standard library's names for itself.
//!
//! What `unhang`'s attributes generate must not notice.

#![deny(warnings, missing_docs)]
#![forbid(unsafe_code)]
#![allow(dead_code, non_camel_case_types)]

pub mod temporaries;

mod core {}
mod std {}
mod alloc {}
mod unhang {}
mod parking_lot {}

struct Option;
struct Result;
struct Some;
struct None;
struct Ok;
struct Err;
struct String;
struct Vec;
struct Box;
struct Default;
struct Debug;
struct Drop;
struct Fn;
struct FnOnce;
struct From;
struct Into;
struct Clone;
struct Copy;
struct Send;
struct Sync;
struct Sized;
struct Level;
struct After;
struct Unheld;
struct Held;
struct Mutex;
struct RwLock;
struct PhantomData;
struct usize;
struct bool;
struct str;
fn drop() {}
#[allow(unused_macros)]
macro_rules! panic {
    () => {};
}
#[allow(unused_macros)]
macro_rules! assert {
    () => {};
}

/// An order.
#[uh::levels]
pub mod order {
    mod core {}
    mod std {}

    /// Balances.
    pub struct Accounts;
    /// What happened.
    #[after(Accounts)]
    pub struct Journal;
    /// What was computed.
    #[after(Accounts)]
    #[cfg(not(test))]
    pub struct Cache;
}

/// An order around another one.
#[uh::levels]
pub mod around {
    /// Comes first.
    #[before(super::order::Accounts)]
    pub struct First;
    /// Comes last.
    #[after(super::order::Journal)]
    pub struct Last;
}
use around::*;
use order::*;

/// Locks of this crate.
#[derive(::std::fmt::Debug)]
pub struct Bank {
    first: uh::Mutex<i64, First>,
    accounts: uh::Mutex<i64, Accounts>,
    journal: uh::RwLock<i64, Journal>,
    last: uh::Mutex<i64, Last>,
}

impl Bank {
    /// New, with nothing in it.
    pub const fn empty() -> Self {
        Bank { first: uh::Mutex::new(0), accounts: uh::Mutex::new(0), journal: uh::RwLock::new(0), last: uh::Mutex::new(0) }
    }

    /// With a context.
    #[uh::acquires(First)]
    pub fn transfer(&self, cx: &mut uh::Cx, amount: i64) -> i64 {
        let (mut first, cx) = self.first.lock(cx).nest();
        let (mut accounts, cx) = self.accounts.lock(cx).nest();
        let (mut journal, cx) = self.journal.write(cx).nest();
        *first += amount;
        *accounts += amount;
        *journal += amount;
        *self.last.lock(cx) += amount;
        *accounts
    }

    /// Without one.
    #[uh::acquires(Accounts, Last)]
    pub fn total(&self) -> i64 {
        let (accounts, cx) = self.accounts.lock(cx).nest();
        let last = self.last.lock(cx);
        *accounts + *last
    }
}

/// Fields of one level behind one lock.
#[uh::guarded]
#[derive(::std::fmt::Debug)]
pub struct Store {
    /// Unlocked.
    pub name: &'static ::std::primitive::str,
    #[lock(Accounts)]
    open: i64,
    #[lock(Accounts)]
    closed: i64,
    #[rwlock(Journal)]
    entries: i64,
}

impl Store {
    /// Uses all that is generated.
    #[uh::acquires(Accounts)]
    pub fn close(&self, cx: &mut uh::Cx) -> i64 {
        let (mut accounts, cx) = self.lock_accounts(cx).nest();
        *accounts.closed += *accounts.open;
        *accounts.open = 0;
        *self.write_journal(cx).entries += 1;
        let entries = self.read_journal(cx).entries;
        entries + *accounts.closed
    }
}

/// A program of its own.
pub mod program {
    mod core {}
    mod std {}

    /// Starts.
    #[uh::main]
    pub fn main(cx: &mut uh::Cx) {
        super::Bank::empty().transfer(cx, 1);
    }
}
