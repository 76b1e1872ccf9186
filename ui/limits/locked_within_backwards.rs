use unhang::{Cx, Interrupt, Mutex};

#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
}
use order::*;

fn note(cx: &mut Cx, accounts: &Mutex<i64, Accounts>, journal: &Mutex<i64, Journal>) -> Result<(), Interrupt> {
    let (journal, cx) = journal.lock(cx).nest();
    *accounts.lock_within(cx)? += *journal;
    Ok(())
}

fn main() {}
