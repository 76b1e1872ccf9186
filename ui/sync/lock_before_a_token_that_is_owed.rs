use unhang::{Cx, Mutex, WaitGroup};

#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Batch;
}
use order::*;

fn work(cx: &mut Cx, batch: &WaitGroup<Batch>, accounts: &Mutex<i64, Accounts>) {
    let (_token, cx) = batch.token(cx);
    *accounts.lock(cx) += 1;
}

fn main() {}
