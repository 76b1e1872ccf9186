use unhang::{Cx, RwLock};

#[unhang::levels]
mod order {
    pub struct Accounts;
}
use order::*;

fn clear(cx: &mut Cx, accounts: &RwLock<i64, Accounts>) {
    let (balance, cx) = accounts.read(cx).nest();
    if *balance < 0 {
        *accounts.write(cx) = 0;
    }
}

fn main() {}
