use unhang::{Cx, Mutex, scope};

#[unhang::levels]
mod order {
    pub struct Accounts;
}
use order::*;

fn wait(cx: &mut Cx, accounts: &Mutex<i64, Accounts>) {
    scope(cx, |scope, cx| {
        scope.spawn(|_| *accounts.lock(cx) += 1);
    });
}

fn main() {}
