use unhang::{Cx, WaitGroup};

#[unhang::levels]
mod order {
    pub struct Batch;
    #[after(Batch)]
    pub struct Log;
}
use order::*;

fn finish(cx: &mut Cx, batch: &WaitGroup<Batch>) {
    let (token, cx) = batch.token(cx);
    let cx = token.done(cx);
    token.done(cx);
}

fn main() {}
