use unhang::{Cx, WaitGroup, thread};

#[unhang::levels]
mod order {
    pub struct Batch;
    #[after(Batch)]
    pub struct Log;
}
use order::*;

fn start(cx: &mut Cx, batch: &WaitGroup<Batch>) {
    let (token, _cx) = batch.token(cx);
    thread::scope(|scope| {
        scope.spawn(move || drop(token));
    });
}

fn main() {}
