use unhang::{Cx, Receiver};

#[unhang::levels]
mod order {
    #[channel(bounded)]
    pub struct Jobs;
}
use order::*;

#[unhang::role(drains(Jobs))]
fn work(cx: &mut Cx<unhang::Unheld>, jobs: Receiver<u32, Jobs>) {}

fn main() {}
