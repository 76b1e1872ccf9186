use unhang::{Cx, Mutex};

#[unhang::levels]
mod order {
    pub struct Accounts;
}
use order::*;

fn total(accounts: &Mutex<i64, Accounts>) -> i64 {
    *accounts.lock(&mut Cx::default())
}

fn main() {}
