use unhang::{Cx, Mutex};

#[unhang::levels]
mod order {
    pub struct Left;
    pub struct Right;
}
use order::*;

fn both(cx: &mut Cx, left: &Mutex<i64, Left>, right: &Mutex<i64, Right>) {
    let (left, cx) = left.lock(cx).nest();
    *right.lock(cx) = *left;
}

fn main() {}
