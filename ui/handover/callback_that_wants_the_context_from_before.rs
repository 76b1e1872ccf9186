use unhang::{Cx, Unheld};

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
}
use order::*;

fn wait(cx: &mut Cx) {
    let (jobs, work, inner) = cx.unbounded::<u32, Jobs>();
    jobs.send(inner, 1).unwrap();
    let wait = |cx: &mut Cx<Unheld>| work.recv(cx);
    let _ = wait(cx);
}

fn main() {}
