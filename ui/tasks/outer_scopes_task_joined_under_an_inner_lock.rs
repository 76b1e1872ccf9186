use unhang::{Cx, Mutex, scope};

#[unhang::levels]
mod order {
    pub struct Accounts;
}
use order::*;

fn wait(cx: &mut Cx, accounts: &Mutex<i64, Accounts>) {
    scope(cx, |outer, cx| {
        let task = outer.spawn(|cx| *accounts.lock(cx) += 1);
        let (_accounts, cx) = accounts.lock(cx).nest();
        scope(cx, |_, cx| drop(task.join(cx)));
    });
}

fn main() {}
