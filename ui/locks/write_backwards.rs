use unhang::{Cx, RwLock};

#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
}
use order::*;

fn book(cx: &mut Cx, accounts: &RwLock<i64, Accounts>, journal: &RwLock<i64, Journal>) {
    let (journal, cx) = journal.read(cx).nest();
    *accounts.write(cx) = *journal;
}

fn main() {}
