use unhang::{Cx, Mutex};

#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
}
use order::*;

fn book(mut cx: &mut Cx, journal: &Mutex<i64, Journal>) {
    let (_journal, mut inner) = journal.lock(&mut *cx).nest();
    std::mem::swap(&mut inner, &mut cx);
}

fn main() {}
