use unhang::{Cx, Mutex, scope};

#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
}
use order::*;

fn wait(cx: &mut Cx, accounts: &Mutex<i64, Accounts>, journal: &Mutex<i64, Journal>) {
    let (_journal, cx) = journal.lock(cx).nest();
    scope(cx, |scope, _| {
        scope.spawn(|cx| *accounts.lock(cx) += 1);
    });
}

fn main() {}
