use unhang::{Cx, Mutex};

#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
}
use order::*;

fn book(cx: &mut Cx, journal: &Mutex<i64, Journal>) {
    let (_journal, inner) = journal.lock(cx).nest();
    std::mem::swap(inner, cx);
}

fn main() {}
