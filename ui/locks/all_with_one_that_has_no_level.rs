use unhang::{Cx, Mutex, lock_all};

#[unhang::levels]
mod order {
    pub struct Accounts;
}
use order::*;

fn both(cx: &mut Cx, accounts: &Mutex<i64, Accounts>, scratch: &Mutex<i64>) {
    let _both = lock_all(cx, (accounts, scratch));
}

fn main() {}
