use unhang::{Cx, Mutex, scope};

#[unhang::levels]
mod order {
    pub struct Accounts;
}
use order::*;

fn leave(cx: &mut Cx, accounts: &Mutex<i64, Accounts>) {
    let mut kept = None;
    scope(cx, |_, cx| kept = Some(accounts.lock(cx).nest().0));
    *accounts.lock(cx) += 1;
    drop(kept);
}

fn main() {}
