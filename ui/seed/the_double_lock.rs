use unhang::{Cx, Mutex};

#[unhang::levels]
mod order {
    pub struct Accounts;
}
use order::*;

fn pay(cx: &mut Cx, accounts: &Mutex<Vec<u32>, Accounts>) {
    let (mut all, cx) = accounts.lock(cx).nest();
    all[0] -= 1;
    accounts.lock(cx)[1] += 1;
}

fn main() {}
