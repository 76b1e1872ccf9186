use unhang::{Cx, Mutex};

#[unhang::levels]
mod order {
    pub struct Accounts;
}
use order::*;

fn twice(cx: &mut Cx, accounts: &Mutex<i64, Accounts>) {
    let held = Box::leak(Box::new(accounts.lock(cx)));
    *accounts.lock(cx) += 1;
    **held += 1;
}

fn main() {}
