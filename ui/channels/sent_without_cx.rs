use unhang::{Cx, Sender};

#[unhang::levels]
mod order {
    #[channel(bounded)]
    pub struct Jobs;
}
use order::*;

fn send(cx: &mut Cx, jobs: Sender<u32, Jobs>) {
    jobs.send(1).unwrap();
}

fn main() {}
