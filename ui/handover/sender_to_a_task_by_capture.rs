use unhang::{Cx, spawn};

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
}
use order::*;

fn wait(cx: &mut Cx) {
    let (jobs, _work, _cx) = cx.unbounded::<u32, Jobs>();
    spawn(move |cx| jobs.send(cx, 1).unwrap());
}

fn main() {}
