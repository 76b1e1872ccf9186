use unhang::{Cx, Mutex, lock_all};

#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
}
use order::*;

fn move_all(cx: &mut Cx, from: &Mutex<i64, Accounts>, to: &Mutex<i64, Accounts>, journal: &Mutex<i64, Journal>) {
    let (_journal, cx) = journal.lock(cx).nest();
    let _both = lock_all(cx, (from, to));
}

fn main() {}
