use unhang::{Cx, scope};

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
}
use order::*;

fn wait(cx: &mut Cx) {
    let (jobs, work, cx) = cx.unbounded::<u32, Jobs>();
    scope(cx, |scope, _| {
        scope.spawn(|_| work.try_recv());
        drop(jobs);
    });
}

fn main() {}
