use unhang::{Cx, spawn_with};

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
}
use order::*;

fn wait(cx: &mut Cx) {
    let (jobs, work, cx) = cx.unbounded::<u32, Jobs>();
    spawn_with(cx, (jobs,), |cx, (jobs,)| jobs.send(cx, 1));
    let _ = work.recv(cx);
}

fn main() {}
