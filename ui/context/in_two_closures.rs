use unhang::{Cx, Mutex};

#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
}
use order::*;

fn both(cx: &mut Cx, accounts: &Mutex<i64, Accounts>, journal: &Mutex<i64, Journal>) {
    let mut one = || *accounts.lock(cx) += 1;
    let mut other = || *journal.lock(cx) += 1;
    one();
    other();
}

fn main() {}
