use unhang::{Cx, Mutex};

#[unhang::levels]
mod order {
    pub struct Accounts;
}
use order::*;

fn reset(cx: &mut Cx, accounts: &mut Mutex<i64, Accounts>) {
    let mut held = accounts.lock(cx);
    *accounts = Mutex::new(0);
    *held += 1;
}

fn main() {}
