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

fn keep(cx: &mut Cx, bank: &Bank) {
    let kept = bank.lock_accounts(cx).nest().0.open;
    bank.lock_accounts(cx).closed.clear();
    drop(kept);
}

fn main() {}
