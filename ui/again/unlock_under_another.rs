use unhang::{Cx, Mutex, MutexGuard};

#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
}
use order::*;

fn pause(cx: &mut Cx, accounts: &Mutex<i64, Accounts>, journal: &Mutex<i64, Journal>) {
    let (mut accounts, cx) = accounts.lock(cx).nest();
    let _journal = journal.lock(cx);
    MutexGuard::unlocked(&mut accounts, || ());
}

fn main() {}
