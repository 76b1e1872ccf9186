use unhang::{Cx, Mutex, MutexGuard};

#[unhang::levels]
mod order {
    pub struct Accounts;
}
use order::*;

fn enter<'a>(cx: &mut Cx, accounts: &'a Mutex<i64, Accounts>) -> MutexGuard<'a, i64, Accounts> {
    accounts.lock(cx).nest().0
}

fn main() {}
