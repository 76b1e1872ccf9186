use unhang::{Cx, Receiver};

#[unhang::levels]
mod order {
    #[channel(bounded)]
    pub struct Jobs;
}
use order::*;

#[unhang::role(drains(Jobs))]
fn work(cx: &mut Cx, jobs: Receiver<u32, Jobs>, more: &mut Cx) {
    drop((cx, jobs, more));
}

fn main() {}
