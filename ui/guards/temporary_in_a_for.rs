use unhang::{Cx, Mutex};

#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
}
use order::*;

fn settle(cx: &mut Cx, accounts: &Mutex<Vec<i64>, Accounts>, journal: &Mutex<i64, Journal>) {
    for amount in accounts.lock(cx).iter() {
        *journal.lock(cx) += amount;
    }
}

fn main() {}
