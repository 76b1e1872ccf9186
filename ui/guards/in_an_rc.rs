use std::rc::Rc;
use unhang::{Cx, Mutex};

#[unhang::levels]
mod order {
    pub struct Accounts;
}
use order::*;

fn twice(cx: &mut Cx, accounts: &Mutex<i64, Accounts>) {
    let held = Rc::new(accounts.lock(cx));
    *accounts.lock(cx) += 1;
    drop(held);
}

fn main() {}
