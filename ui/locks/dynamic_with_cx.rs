use unhang::{Cx, Mutex};

fn total(cx: &mut Cx, scratch: &Mutex<i64>) -> i64 {
    *scratch.lock(cx)
}

fn main() {}
