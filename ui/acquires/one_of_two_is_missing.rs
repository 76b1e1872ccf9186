use unhang::{Cx, Mutex};

#[unhang::levels]
mod order {
    pub struct Left;
    pub struct Right;
}
use order::*;

#[unhang::acquires(Left)]
fn both(cx: &mut Cx, left: &Mutex<i64, Left>, right: &Mutex<i64, Right>) {
    *left.lock(cx) += 1;
    *right.lock(cx) += 1;
}

fn main() {}
