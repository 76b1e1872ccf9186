use unhang::{Cx, Receiver};

#[unhang::levels]
mod order {
    #[channel(bounded)]
    pub struct Jobs;
}
use order::*;

#[unhang::role(drains(Jbos))]
fn work(cx: &mut Cx, jobs: Receiver<u32, Jobs>) {}

fn main() {}
