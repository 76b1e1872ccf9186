use unhang::{Cx, Mutex};

#[unhang::levels]
mod order {
    pub struct Accounts;
}
use order::*;

fn transfer(cx: &mut Cx, from: &Mutex<i64, Accounts>, to: &Mutex<i64, Accounts>) {
    let (mut from, cx) = from.lock(cx).nest();
    *to.lock(cx) += 1;
    *from -= 1;
}

fn main() {}
