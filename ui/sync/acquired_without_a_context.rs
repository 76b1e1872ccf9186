use unhang::Semaphore;

#[unhang::levels]
mod order {
    pub struct Pool;
    #[after(Pool)]
    pub struct Log;
}
use order::*;

fn work(pool: &Semaphore<Pool>) {
    let _permit = pool.acquire();
}

fn main() {}
