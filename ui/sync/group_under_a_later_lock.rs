use unhang::{Cx, Interrupt, Mutex, WaitGroup};

#[unhang::levels]
mod order {
    pub struct Batch;
    #[after(Batch)]
    pub struct Log;
}
use order::*;

fn finish(cx: &mut Cx, batch: &WaitGroup<Batch>, log: &Mutex<u64, Log>) -> Result<(), Interrupt> {
    let (_log, cx) = log.lock(cx).nest();
    batch.wait(cx)
}

fn main() {}
