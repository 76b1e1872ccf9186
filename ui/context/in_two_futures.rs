use unhang::{Cx, Mutex};

#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
}
use order::*;

fn both(cx: &mut Cx, accounts: &Mutex<i64, Accounts>, journal: &Mutex<i64, Journal>) {
    let one = async { *accounts.lock(cx) += 1 };
    let other = async { *journal.lock(cx) += 1 };
    drop((one, other));
}

fn main() {}
