use unhang::{Cx, Level, Mutex};

fn bump<L: Level, H>(cx: &mut Cx<H>, lock: &Mutex<i64, L>) {
    *lock.lock(cx) += 1;
}

fn main() {}
