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

fn book(cx: &mut Cx, bank: &Bank) {
    let (journal, cx) = bank.lock_journal(cx).nest();
    bank.lock_accounts(cx).open.push(journal.entries.len() as i64);
}

fn main() {}
