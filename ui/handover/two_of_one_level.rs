use unhang::{Cx, spawn_with};

#[unhang::levels]
mod order {
    #[channel(bounded)]
    pub struct Jobs;
    #[channel(bounded)]
    pub struct Rest;
}
use order::*;

fn wait(cx: &mut Cx) {
    let (jobs, _work, cx) = cx.bounded::<u32, Jobs>(1);
    spawn_with(cx, (&jobs, &jobs), |_, (one, other)| drop((one, other)));
}

fn main() {}
