use unhang::{Cx, Mutex};

#[unhang::levels]
mod order {
    pub struct Accounts;
}
use order::*;

#[unhang::acquires(Accounts)]
fn transfer(_: &mut Cx) {}

fn book(cx: &mut Cx, accounts: &Mutex<i64, Accounts>) {
    let (_accounts, cx) = accounts.lock(cx).nest();
    transfer(cx);
}

fn main() {}
