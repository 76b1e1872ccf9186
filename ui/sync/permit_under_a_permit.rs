use unhang::{Cx, Semaphore};

#[unhang::levels]
mod order {
    pub struct Pool;
    #[after(Pool)]
    pub struct Log;
}
use order::*;

fn two(cx: &mut Cx, pool: &Semaphore<Pool>) {
    let (_first, cx) = pool.acquire(cx).nest();
    let _second = pool.acquire(cx);
}

fn main() {}
