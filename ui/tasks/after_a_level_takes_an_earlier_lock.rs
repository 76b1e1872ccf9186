use unhang::{Mutex, spawn_after};

#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
}
use order::*;

static ACCOUNTS: Mutex<i64, Accounts> = Mutex::new(0);

fn start() {
    spawn_after::<Journal, _>(|cx| *ACCOUNTS.lock(cx));
}

fn main() {}
