use unhang::{Cx, Mutex};

#[unhang::levels]
mod order {
    pub struct Accounts;
}
use order::*;

fn twice(cx: &mut Cx, accounts: &Mutex<i64, Accounts>) {
    let (mut held, _) = accounts.lock(cx).nest();
    let later = move || *held += 1;
    *accounts.lock(cx) += 1;
    let mut later = later;
    later();
}

fn main() {}
