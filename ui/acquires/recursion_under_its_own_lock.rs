use unhang::{Cx, Mutex};

#[unhang::levels]
mod order {
    pub struct Accounts;
}
use order::*;

#[unhang::acquires(Accounts)]
fn walk(cx: &mut Cx, accounts: &Mutex<i64, Accounts>) {
    let (accounts_guard, cx) = accounts.lock(cx).nest();
    if *accounts_guard > 0 {
        walk(cx, accounts);
    }
}

fn main() {}
