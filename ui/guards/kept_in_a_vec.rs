use unhang::{Cx, Mutex};

#[unhang::levels]
mod order {
    pub struct Accounts;
}
use order::*;

fn all(cx: &mut Cx, accounts: &[Mutex<i64, Accounts>]) {
    let mut guards = Vec::new();
    for account in accounts {
        guards.push(account.lock(cx));
    }
}

fn main() {}
