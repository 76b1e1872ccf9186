use unhang::{Cx, Mutex};

#[unhang::levels]
mod order {
    pub struct Counter;
}
use order::*;

fn count(cx: &mut Cx, counter: &Mutex<u32, Counter>) {
    let (mut first, cx) = counter.lock(cx).nest();
    *first += 1;
    let mut second = counter.lock(cx);
    *second += 1;
}

fn main() {}
