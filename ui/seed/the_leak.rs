use unhang::{Cx, spawn_with};

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
}
use order::*;

fn work(cx: &mut Cx) {
    let (jobs, work, cx) = cx.unbounded::<u32, Jobs>();
    let (worker, cx) = spawn_with(cx, (work,), |cx, (work,)| work.iter(cx).count());
    (0..10).for_each(|job| jobs.send(cx, job).unwrap());
    let _count = worker.join(cx);
}

fn main() {}
