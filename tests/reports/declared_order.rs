//! A function is entered under what it must not be entered under.

use unhang::{Cx, Mutex, root};

#[unhang::levels]
pub mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
}
use order::*;

static ACCOUNTS: Mutex<u32, Accounts> = Mutex::new(0);
static JOURNAL: Mutex<u32, Journal> = Mutex::new(0);

#[unhang::acquires(Accounts)]
fn book() {
    *ACCOUNTS.lock(cx) += 1;
}

pub fn program() {
    root(|cx: &mut Cx| {
        let _journal = JOURNAL.lock(cx);
        book();
    });
}
