use std::thread;
use std::time::Duration;
use unhang::{Cx, Mutex};

#[unhang::levels]
mod order {
    pub struct Accounts;
}
use order::*;

fn deposit(cx: &mut Cx, accounts: &Mutex<i64, Accounts>) {
    cx.with_timeout(Duration::MAX, |cx| {
        thread::scope(|scope| {
            scope.spawn(|| *accounts.lock(cx) += 1);
        });
    });
}

fn main() {}
