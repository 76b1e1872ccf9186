use unhang::{Cx, Mutex};

#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
    #[after(Accounts)]
    pub struct Cache;
    #[after(Journal, Cache)]
    pub struct Log;
}
use order::*;

fn refresh(cx: &mut Cx, journal: &Mutex<i64, Journal>, cache: &Mutex<i64, Cache>) {
    let (journal, cx) = journal.lock(cx).nest();
    *cache.lock(cx) = *journal;
}

fn main() {}
