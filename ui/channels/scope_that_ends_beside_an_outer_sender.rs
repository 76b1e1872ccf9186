use unhang::{Cx, scope};

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
}
use order::*;

fn wait(cx: &mut Cx) {
    let (jobs, work, cx) = cx.unbounded::<u32, Jobs>();
    scope(cx, |scope, cx| {
        scope.spawn_with(cx, (work,), |cx, (work,)| work.iter(cx).sum::<u32>());
    });
    jobs.send(cx, 1).unwrap();
}

fn main() {}
