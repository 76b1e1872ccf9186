use unhang::{Cx, Mutex, UpTo};

#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
    #[after(Journal)]
    pub struct Log;
}
use order::*;

fn audit(cx: &mut Cx<UpTo<Journal>>, accounts: &Mutex<i64, Accounts>) {
    *accounts.lock(cx.narrow::<UpTo<Accounts>>()) += 1;
}

fn main() {}
