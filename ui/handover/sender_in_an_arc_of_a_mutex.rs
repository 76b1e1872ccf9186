use std::sync::Arc;
use unhang::{Cx, Mutex, spawn};

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
}
use order::*;

fn wait(cx: &mut Cx) {
    let (jobs, _work, _cx) = cx.unbounded::<u32, Jobs>();
    let shared = Arc::new(Mutex::<_>::new(jobs));
    spawn(move |cx| shared.lock().send(cx, 1).unwrap());
}

fn main() {}
