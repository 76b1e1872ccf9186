use unhang::{Cx, Sender, Unheld};

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
}
use order::*;

struct Client<'a> {
    cx: &'a mut Cx<Unheld>,
    jobs: Sender<'a, u32, Jobs>,
}

fn open<'a>(cx: &'a mut Cx<Unheld>) -> Client<'a> {
    let (jobs, _work, _) = cx.unbounded();
    Client { cx, jobs }
}

fn main() {}
