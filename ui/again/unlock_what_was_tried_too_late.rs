use unhang::{Cx, Held, Mutex};

#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
}
use order::*;

fn pause(cx: &mut Cx, accounts: &Mutex<i64, Accounts>, journal: &Mutex<i64, Journal>) {
    let (_journal, cx) = journal.lock(cx).nest();
    let Some(mut accounts) = accounts.try_lock(cx) else { return };
    Held::unlocked(&mut accounts, || ());
}

fn main() {}
