use unhang::Mutex;

#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
}
use order::*;

#[unhang::acquires(Journal)]
fn book(accounts: &Mutex<i64, Accounts>) {
    *accounts.lock(cx) += 1;
}

fn main() {}
