use unhang::{Cx, Receiver};

#[unhang::levels]
mod order {
    #[channel(bounded)]
    pub struct Jobs;
}
use order::*;

#[unhang::role(holds(Jobs))]
fn work(cx: &mut Cx, jobs: Receiver<u32, Jobs>) {}

fn main() {}
