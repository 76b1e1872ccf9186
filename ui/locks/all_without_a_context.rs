use unhang::{Mutex, lock_all_dynamic};

#[unhang::levels]
mod order {
    pub struct Accounts;
}
use order::*;

fn both(accounts: &Mutex<i64, Accounts>, scratch: &Mutex<i64>) {
    let _both = lock_all_dynamic((accounts, scratch));
}

fn main() {}
