use unhang::{Cx, Mutex};

#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
}
use order::*;

fn book(cx: &mut Cx, accounts: &Mutex<i64, Accounts>, journal: &Mutex<i64, Journal>) {
    let mut second: Cx = cx.clone();
    let _accounts = accounts.lock(cx);
    *journal.lock(&mut second) += 1;
}

fn main() {}
