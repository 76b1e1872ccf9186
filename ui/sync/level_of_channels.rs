use unhang::Semaphore;

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
}
use order::*;

static POOL: Semaphore<Jobs> = Semaphore::new(1);

fn main() {}
