use std::time::Duration;
use unhang::{Cx, Mutex};

#[unhang::levels]
mod order {
    pub struct Accounts;
}
use order::*;

fn deposit(cx: &mut Cx, accounts: &Mutex<i64, Accounts>) {
    let guard = cx.with_timeout(Duration::MAX, |cx| accounts.lock_within(cx));
    *guard.unwrap() += 1;
}

fn main() {}
