use unhang::{Cx, Mutex, Semaphore};

#[unhang::levels]
mod order {
    pub struct Pool;
    #[after(Pool)]
    pub struct Log;
}
use order::*;

fn work(cx: &mut Cx, pool: &Semaphore<Pool>, log: &Mutex<u64, Log>) {
    let (_log, cx) = log.lock(cx).nest();
    let _permit = pool.acquire(cx);
}

fn main() {}
