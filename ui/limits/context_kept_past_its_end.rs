use std::time::Duration;
use unhang::{Cx, Mutex};

#[unhang::levels]
mod order {
    pub struct Accounts;
}
use order::*;

fn deposit(cx: &mut Cx, accounts: &Mutex<i64, Accounts>) {
    let cx = cx.with_timeout(Duration::MAX, |cx| cx);
    *accounts.lock(cx) += 1;
}

fn main() {}
