use unhang::{Cx, Mutex, MutexGuard};

#[unhang::levels]
mod order {
    pub struct Accounts;
}
use order::*;

struct Session<'a> {
    cx: &'a mut Cx,
    accounts: MutexGuard<'a, i64, Accounts>,
}

fn open<'a>(cx: &'a mut Cx, accounts: &'a Mutex<i64, Accounts>) -> Session<'a> {
    let (accounts, _) = accounts.lock(cx).nest();
    Session { cx, accounts }
}

fn main() {}
