use unhang::{Cx, Mutex, MutexGuard};

#[unhang::levels]
mod order {
    pub struct Accounts;
}
use order::*;

fn twice(cx: &mut Cx, accounts: &Mutex<(i64, i64), Accounts>) {
    let (accounts_guard, _) = accounts.lock(cx).nest();
    let first = MutexGuard::map(accounts_guard, |both| &mut both.0);
    accounts.lock(cx).1 += *first;
}

fn main() {}
