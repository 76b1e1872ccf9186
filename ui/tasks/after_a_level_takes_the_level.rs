use unhang::{Mutex, spawn_after};

#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
}
use order::*;

static JOURNAL: Mutex<i64, Journal> = Mutex::new(0);

fn start() {
    spawn_after::<Journal, _>(|cx| *JOURNAL.lock(cx));
}

fn main() {}
