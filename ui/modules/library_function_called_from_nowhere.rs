use unhang::{Cx, Mutex};
use unhang_test_levels::trace;

#[unhang::levels]
mod order {
    pub struct Lone;
}

fn tell(cx: &mut Cx, lone: &Mutex<u32, order::Lone>) {
    let (_lone, cx) = lone.lock(cx).nest();
    trace(cx, "told");
}

fn main() {}
