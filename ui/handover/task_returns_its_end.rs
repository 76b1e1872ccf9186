use unhang::{Cx, spawn_with};

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
}
use order::*;

fn wait(cx: &mut Cx) {
    let (jobs, _work, cx) = cx.unbounded::<u32, Jobs>();
    let (_task, _cx) = spawn_with(cx, (jobs,), |_, (jobs,)| jobs);
}

fn main() {}
