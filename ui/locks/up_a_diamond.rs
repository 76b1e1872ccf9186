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

fn refresh(cx: &mut Cx, cache: &Mutex<i64, Cache>, log: &Mutex<i64, Log>) {
    let (log, cx) = log.lock(cx).nest();
    *cache.lock(cx) = *log;
}

fn main() {}
