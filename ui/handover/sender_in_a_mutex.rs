use std::sync::{Arc, Mutex};
use unhang::Cx;

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
}
use order::*;

fn wait(cx: &mut Cx) {
    let (jobs, _work, _cx) = cx.unbounded::<u32, Jobs>();
    let shared = Arc::new(Mutex::new(jobs));
    std::thread::scope(|scope| drop(scope.spawn(|| drop(shared.lock()))));
}

fn main() {}
