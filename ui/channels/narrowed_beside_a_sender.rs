use unhang::{Cx, UpTo};

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
}
use order::*;

fn narrow(cx: &mut Cx) {
    let (_jobs, work, cx) = cx.unbounded::<u32, Jobs>();
    let cx: &mut Cx<UpTo<Jobs>> = cx.narrow();
    let _ = work.recv(cx);
}

fn main() {}
