use unhang::{Cx, Mutex, scope};

#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
}
use order::*;

fn wait(cx: &mut Cx, accounts: &Mutex<i64, Accounts>, journal: &Mutex<i64, Journal>) {
    let accounts = accounts.lock(cx);
    scope(cx, |scope, _| {
        scope.spawn(|cx| *journal.lock(cx) += 1);
    });
    drop(accounts);
}

fn main() {}
