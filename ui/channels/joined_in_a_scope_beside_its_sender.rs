use unhang::{Cx, scope};

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
}
use order::*;

fn wait(cx: &mut Cx) {
    scope(cx, |scope, cx| {
        let (jobs, work, cx) = cx.unbounded::<u32, Jobs>();
        let (worker, cx) = scope.spawn_with(cx, (work,), |cx, (work,)| work.iter(cx).sum::<u32>());
        jobs.send(cx, 1).unwrap();
        let _sum = worker.join(cx);
    });
}

fn main() {}
