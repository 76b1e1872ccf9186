use unhang::{Cx, Mutex};

#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
}
use order::*;

fn under_journal(cx: &mut Cx, journal: &Mutex<i64, Journal>, f: impl FnOnce(&mut Cx<Journal>)) {
    let (_journal, cx) = journal.lock(cx).nest();
    f(cx);
}

fn book(cx: &mut Cx, accounts: &Mutex<i64, Accounts>, journal: &Mutex<i64, Journal>) {
    under_journal(cx, journal, |cx| *accounts.lock(cx) += 1);
}

fn main() {}
