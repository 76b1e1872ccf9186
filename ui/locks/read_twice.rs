use unhang::{Cx, RwLock};

#[unhang::levels]
mod order {
    pub struct Accounts;
}
use order::*;

fn sum(cx: &mut Cx, accounts: &RwLock<i64, Accounts>) -> i64 {
    let (first, cx) = accounts.read(cx).nest();
    *first + *accounts.read(cx)
}

fn main() {}
