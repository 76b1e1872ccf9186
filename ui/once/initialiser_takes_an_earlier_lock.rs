use unhang::{Cx, Mutex, OnceLock};

#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Settings;
}
use order::*;

fn settings(cx: &mut Cx, once: &OnceLock<i64, Settings>, accounts: &Mutex<i64, Accounts>) -> i64 {
    *once.get_or_init(cx, |cx| *accounts.lock(cx))
}

fn main() {}
