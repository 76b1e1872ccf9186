use unhang::{Cx, Mutex};

#[unhang::levels]
mod order {
    pub struct Accounts;
}
use order::*;

fn twice(cx: &mut Cx, accounts: &Mutex<i64, Accounts>) {
    let (_accounts, cx) = accounts.lock(cx).nest();
    *accounts.lock(cx) += 1;
}

fn main() {}
