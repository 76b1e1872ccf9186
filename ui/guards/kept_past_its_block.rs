use unhang::{Cx, Mutex};

#[unhang::levels]
mod order {
    pub struct Accounts;
}
use order::*;

fn twice(cx: &mut Cx, accounts: &Mutex<i64, Accounts>) {
    let kept;
    {
        let (accounts, _cx) = accounts.lock(cx).nest();
        kept = accounts;
    }
    *accounts.lock(cx) += 1;
    drop(kept);
}

fn main() {}
