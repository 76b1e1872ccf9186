use unhang::{Cx, Mutex, Token, WaitGroup};

#[unhang::levels]
mod order {
    pub struct Workers;
    #[after(Workers)]
    pub struct Stopper;
}
use order::*;

#[unhang::role(owes(Workers))]
fn start_task(cx: &mut Cx, stopper: &Mutex<u32, Stopper>, _worker: Token<Workers>) {
    *stopper.lock(cx) += 1;
}

fn stop(cx: &mut Cx, stopper: &Mutex<u32, Stopper>, workers: &WaitGroup<Workers>) {
    let (_stopper, cx) = stopper.lock(cx).nest();
    _ = workers.wait(cx);
}

fn main() {}
