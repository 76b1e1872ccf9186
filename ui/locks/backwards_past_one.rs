use unhang::{Cx, Mutex};

#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
    #[after(Journal)]
    pub struct Log;
}
use order::*;

fn book(cx: &mut Cx, accounts: &Mutex<i64, Accounts>, log: &Mutex<i64, Log>) {
    let (_log, cx) = log.lock(cx).nest();
    *accounts.lock(cx) += 1;
}

fn main() {}
