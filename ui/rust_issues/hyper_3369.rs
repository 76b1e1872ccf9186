use unhang::{Cx, Mutex};

#[unhang::levels]
mod order {
    pub struct Spawned;
    #[after(Spawned)]
    pub struct Driver;
}
use order::*;

struct Executor {
    spawned: Mutex<Vec<u32>, Spawned>,
    driver: Mutex<Vec<u32>, Driver>,
}

#[unhang::acquires(Spawned)]
fn drain_queue(cx: &mut Cx, executor: &Executor) {
    let (mut spawned, cx) = executor.spawned.lock(cx).nest();
    executor.driver.lock(cx).append(&mut spawned);
}

fn poll_next(cx: &mut Cx, executor: &Executor) {
    let (driver, cx) = executor.driver.lock(cx).nest();
    if driver.is_empty() {
        drain_queue(cx, executor);
    }
}

fn main() {}
