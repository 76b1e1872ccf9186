use unhang::{Cx, Mutex, scope};

#[unhang::levels]
mod order {
    pub struct Accounts;
}
use order::*;

fn wait(cx: &mut Cx, accounts: &Mutex<i64, Accounts>) {
    let (_accounts, cx) = accounts.lock(cx).nest();
    scope(cx, |scope, _| {
        scope.spawn(|cx| *accounts.lock(cx) += 1);
    });
}

fn main() {}
