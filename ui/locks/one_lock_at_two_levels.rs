use unhang::Mutex;

#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
}
use order::*;

fn as_journal(accounts: &Mutex<i64, Accounts>) -> &Mutex<i64, Journal> {
    accounts
}

fn main() {}
