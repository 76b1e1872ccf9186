use unhang::{Cx, spawn_with};

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
}
use order::*;

fn wait(cx: &mut Cx) {
    let (jobs, work, cx) = cx.unbounded::<u32, Jobs>();
    let (_task, cx) = spawn_with(cx, (jobs,), |cx, (jobs,)| jobs.send(cx, 1));
    jobs.send(cx, 2).unwrap();
    let _ = work.recv(cx);
}

fn main() {}
