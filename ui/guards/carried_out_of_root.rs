use unhang::{Mutex, root};

#[unhang::levels]
mod order {
    pub struct Accounts;
}
use order::*;

fn leave(accounts: &Mutex<i64, Accounts>) {
    let mut kept = None;
    root(|cx| kept = Some(accounts.lock(cx).nest().0));
    drop(kept);
}

fn main() {}
