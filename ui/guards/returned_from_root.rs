use unhang::{Mutex, root};

#[unhang::levels]
mod order {
    pub struct Accounts;
}
use order::*;

fn leave(accounts: &Mutex<i64, Accounts>) {
    let _accounts = root(|cx| accounts.lock(cx));
}

fn main() {}
