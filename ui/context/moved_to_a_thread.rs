use unhang::{Cx, Mutex};

#[unhang::levels]
mod order {
    pub struct Accounts;
}
use order::*;

fn total(cx: &mut Cx, accounts: &Mutex<i64, Accounts>) {
    std::thread::scope(|scope| {
        scope.spawn(|| *accounts.lock(cx) += 1);
    });
}

fn main() {}
