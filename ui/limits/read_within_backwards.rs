use unhang::{Cx, Interrupt, Mutex, RwLock};

#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
}
use order::*;

fn note(cx: &mut Cx, accounts: &RwLock<i64, Accounts>, journal: &Mutex<i64, Journal>) -> Result<(), Interrupt> {
    let (mut journal, cx) = journal.lock_within(cx)?.nest();
    *journal += *accounts.read_within(cx)?;
    Ok(())
}

fn main() {}
