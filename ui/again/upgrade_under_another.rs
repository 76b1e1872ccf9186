use unhang::{Cx, Mutex, RwLock, RwLockUpgradableReadGuard};

#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
}
use order::*;

fn fill(cx: &mut Cx, accounts: &RwLock<i64, Accounts>, journal: &Mutex<i64, Journal>) {
    let (balance, cx) = accounts.upgradable_read(cx).nest();
    let _journal = journal.lock(cx);
    *RwLockUpgradableReadGuard::upgrade(balance) += 1;
}

fn main() {}
