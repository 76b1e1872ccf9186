use unhang::{Cx, Mutex};

#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
}
use order::*;

fn settle(cx: &mut Cx, accounts: &Mutex<i64, Accounts>, journal: &Mutex<i64, Journal>) {
    match *accounts.lock(cx) {
        0 => {}
        rest => *journal.lock(cx) += rest,
    }
}

fn main() {}
