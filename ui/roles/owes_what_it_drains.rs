use unhang::{Cx, Receiver, Sender};

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
}
use order::*;

#[unhang::role(owes(Jobs), drains(Jobs))]
fn work(cx: &mut Cx, jobs: Receiver<u32, Jobs>, more: Sender<u32, Jobs>) {}

fn main() {}
