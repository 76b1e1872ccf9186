use unhang::{Cx, Mutex, lock_all};

#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
    #[after(Journal)]
    pub struct Log;
}
use order::*;

fn book(cx: &mut Cx, accounts: &Mutex<i64, Accounts>, journal: &Mutex<i64, Journal>, log: &Mutex<i64, Log>) {
    let (_both, cx) = lock_all(cx, (accounts, log)).expect("two locks").nest();
    *journal.lock(cx) += 1;
}

fn main() {}
