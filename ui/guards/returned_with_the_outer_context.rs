use unhang::{Cx, Mutex, MutexGuard};

#[unhang::levels]
mod order {
    pub struct Accounts;
}
use order::*;

fn enter<'a>(cx: &'a mut Cx, accounts: &'a Mutex<i64, Accounts>) -> (MutexGuard<'a, i64, Accounts>, &'a mut Cx) {
    let (accounts, _) = accounts.lock(cx).nest();
    (accounts, cx)
}

fn main() {}
