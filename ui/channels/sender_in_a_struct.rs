use unhang::{Cx, Sender};

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
}
use order::*;

struct Kept<'a> {
    jobs: Sender<'a, u32, Jobs>,
}

fn wait(cx: &mut Cx) {
    let (jobs, work, cx) = cx.unbounded::<u32, Jobs>();
    let kept = Kept { jobs };
    let _ = work.recv(cx);
    drop(kept.jobs);
}

fn main() {}
