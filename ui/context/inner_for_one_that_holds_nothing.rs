use unhang::{Cx, Mutex};

#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
}
use order::*;

fn total(cx: &mut Cx, journal: &Mutex<i64, Journal>) -> i64 {
    *journal.lock(cx)
}

fn book(cx: &mut Cx, accounts: &Mutex<i64, Accounts>, journal: &Mutex<i64, Journal>) {
    let (mut accounts, cx) = accounts.lock(cx).nest();
    *accounts = total(cx, journal);
}

fn main() {}
