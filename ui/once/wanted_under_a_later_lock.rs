use unhang::{Cx, Mutex, OnceLock};

#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
}
use order::*;

fn note(cx: &mut Cx, once: &OnceLock<u16, Accounts>, journal: &Mutex<u16, Journal>) {
    let (mut journal, cx) = journal.lock(cx).nest();
    *journal = *once.get_or_init(cx, |_| 80);
}

fn main() {}
