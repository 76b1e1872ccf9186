use unhang::{Cx, Mutex};

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
    let (_log, cx) = log.lock(cx).nest();
    let Some(accounts) = accounts.try_lock(cx) else { return };
    let (_accounts, cx) = accounts.nest();
    *journal.lock(cx) += 1;
}

fn main() {}
