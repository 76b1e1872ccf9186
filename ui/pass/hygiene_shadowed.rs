//! What the attributes generate uses no name that a user may take.

#![deny(warnings, missing_docs)]
#![forbid(unsafe_code)]
#![allow(dead_code, non_camel_case_types, unused_macros)]

mod core {}
mod std {}
mod alloc {}
mod parking_lot {}

struct Option;
struct Result;
struct Some;
struct None;
struct Ok;
struct Err;
struct String;
struct Vec;
struct Default;
struct Debug;
struct Drop;
struct FnOnce;
struct Send;
struct Sync;
struct Sized;
struct Level;
struct After;
struct UpTo;
struct Unheld;
struct Held;
struct Mutex;
struct PhantomData;
struct bool;
struct u32;
struct str;
trait Deref {}
trait Into {}
trait Clone {}
fn root() {}
fn checked() {}
fn enter() {}
macro_rules! panic {
    () => {};
}
macro_rules! module_path {
    () => {};
}
macro_rules! file {
    () => {};
}
macro_rules! line {
    () => {};
}

/// An order.
#[unhang::levels]
pub mod order {
    mod core {}
    mod std {}
    mod unhang {}

    /// Balances.
    pub struct Accounts;
    /// What happened.
    #[after(Accounts)]
    pub struct Journal;
    /// Named like what is generated, or nearly.
    #[after(Journal)]
    pub struct H;
    /// A raw name.
    #[after(Journal)]
    pub struct r#type;
}
use order::*;

/// Fields of one level behind one lock.
#[unhang::guarded]
#[derive(::std::fmt::Debug)]
pub struct Bank<T, const N: usize>
where
    T: ::std::marker::Copy,
{
    #[lock(Accounts)]
    open: [T; N],
    #[lock(Accounts)]
    guard: T,
    #[rwlock(Journal)]
    data: T,
    /// Unlocked.
    pub lock: T,
}

impl<T: ::std::marker::Copy, const N: usize> Bank<T, N> {
    /// With a context.
    #[unhang::acquires(Accounts)]
    pub fn copy(&self, cx: &mut unhang::Cx) {
        let (accounts, cx) = self.lock_accounts(cx).nest();
        *self.write_journal(cx).data = *accounts.guard;
    }

    /// Without one.
    #[unhang::acquires(Journal)]
    pub fn first(&self) -> T {
        self.read_journal(cx).data
    }
}

#[unhang::main]
fn main(cx: &mut unhang::Cx) {
    let bank = Bank::new([0_i64; 2], 1, 2, 3);
    bank.copy(cx);
    assert_eq!(bank.first(), 1);
}
