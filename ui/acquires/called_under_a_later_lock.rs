use unhang::{Cx, Mutex};

#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
}
use order::*;

#[unhang::acquires(Accounts)]
fn transfer(_: &mut Cx) {}

fn book(cx: &mut Cx, journal: &Mutex<i64, Journal>) {
    let (_journal, cx) = journal.lock(cx).nest();
    transfer(cx);
}

fn main() {}
