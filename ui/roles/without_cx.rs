use unhang::Receiver;

#[unhang::levels]
mod order {
    #[channel(bounded)]
    pub struct Jobs;
}
use order::*;

#[unhang::role(drains(Jobs))]
fn work(jobs: Receiver<u32, Jobs>) {}

fn main() {}
