use unhang::{Cx, Mutex};

#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
}
use order::*;

fn book(cx: &mut Cx, accounts: &Mutex<i64, Accounts>, journal: &Mutex<i64, Journal>) {
    let Some(journal) = journal.try_lock(cx) else { return };
    let (_journal, cx) = journal.nest();
    *accounts.lock(cx) += 1;
}

fn main() {}
