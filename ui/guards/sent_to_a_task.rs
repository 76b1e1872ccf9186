use unhang::{Cx, Mutex, scope};

#[unhang::levels]
mod order {
    pub struct Accounts;
}
use order::*;

fn give(cx: &mut Cx, accounts: &Mutex<i64, Accounts>) {
    let (mut accounts, cx) = accounts.lock(cx).nest();
    scope(cx, |scope, _| {
        scope.spawn(move |_| *accounts += 1);
    });
}

fn main() {}
