use unhang::{Mutex, MutexGuard};

#[unhang::levels]
mod order {
    pub struct Accounts;
}
use order::*;

#[unhang::acquires(Accounts)]
fn peek(accounts: &Mutex<i64, Accounts>) -> MutexGuard<'_, i64, Accounts> {
    accounts.lock(cx).nest().0
}

fn main() {}
