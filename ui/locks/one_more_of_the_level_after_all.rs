use unhang::{Cx, Mutex, lock_all};

#[unhang::levels]
mod order {
    pub struct Accounts;
}
use order::*;

fn third(cx: &mut Cx, [a, b, c]: [&Mutex<i64, Accounts>; 3]) {
    let (_both, cx) = lock_all(cx, [a, b]).expect("two accounts").nest();
    *c.lock(cx) += 1;
}

fn main() {}
