use unhang::{Cx, Mutex, scope};

#[unhang::levels]
mod order {
    pub struct Accounts;
}
use order::*;

fn fetch(cx: &mut Cx, accounts: &Mutex<i64, Accounts>) {
    scope(cx, |scope, cx| {
        let task = scope.spawn(|cx| accounts.lock(cx).nest().0);
        let _accounts = task.join(cx);
    });
}

fn main() {}
