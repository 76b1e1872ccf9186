use unhang::{Cx, Interrupt, WaitGroup};

#[unhang::levels]
mod order {
    pub struct Batch;
    #[after(Batch)]
    pub struct Log;
}
use order::*;

fn finish(cx: &mut Cx, batch: &WaitGroup<Batch>) -> Result<(), Interrupt> {
    let (_token, cx) = batch.token(cx);
    batch.wait(cx)
}

fn main() {}
