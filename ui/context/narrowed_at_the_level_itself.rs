use unhang::{Cx, Mutex, UpTo};

#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
}
use order::*;

fn run(cx: &mut Cx, journal: &Mutex<i64, Journal>, audit: fn(&mut Cx<UpTo<Journal>>)) {
    let (_journal, cx) = journal.lock(cx).nest();
    audit(cx.narrow());
}

fn main() {}
