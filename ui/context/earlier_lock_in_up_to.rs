use unhang::{Cx, Mutex, UpTo};

#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
}
use order::*;

fn audit(cx: &mut Cx<UpTo<Journal>>, accounts: &Mutex<i64, Accounts>) {
    *accounts.lock(cx) += 1;
}

fn main() {}
