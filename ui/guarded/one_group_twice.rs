use unhang::Cx;

#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
}
use order::*;

#[unhang::guarded]
struct Bank {
    #[lock(Accounts)]
    open: Vec<i64>,
    #[lock(Accounts)]
    closed: Vec<i64>,
    #[lock(Journal)]
    entries: Vec<String>,
}

fn close(cx: &mut Cx, bank: &Bank) {
    let (mut accounts, cx) = bank.lock_accounts(cx).nest();
    bank.lock_accounts(cx).closed.extend(accounts.open.drain(..));
}

fn main() {}
