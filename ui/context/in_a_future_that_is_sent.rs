use unhang::{Cx, Mutex};

#[unhang::levels]
mod order {
    pub struct Accounts;
}
use order::*;

fn later<'a>(cx: &'a mut Cx, accounts: &'a Mutex<i64, Accounts>) -> impl Future<Output = i64> + Send {
    async move { *accounts.lock(cx) }
}

fn main() {}
