use unhang::{Cx, Mutex};

#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
}
use order::*;

fn settle(cx: &mut Cx, accounts: &Mutex<Vec<i64>, Accounts>, journal: &Mutex<i64, Journal>) {
    if let Some(last) = accounts.lock(cx).pop() {
        *journal.lock(cx) += last;
    }
}

fn main() {}
