use unhang::{Cx, Mutex};

#[unhang::levels]
mod order {
    pub struct Accounts;
}
use order::*;

fn total(cx: &Cx, accounts: &Mutex<i64, Accounts>) -> i64 {
    *accounts.lock(cx)
}

fn main() {}
