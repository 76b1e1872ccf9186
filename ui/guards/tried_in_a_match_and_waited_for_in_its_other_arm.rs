use unhang::{Cx, Mutex};

#[unhang::levels]
mod order {
    pub struct Accounts;
}
use order::*;

fn total(cx: &mut Cx, accounts: &Mutex<i64, Accounts>) -> i64 {
    match accounts.try_lock(cx) {
        Some(accounts) => *accounts,
        None => *accounts.lock(cx),
    }
}

fn main() {}
