use unhang::{Cx, scope};

#[unhang::levels]
mod order {
    #[channel(bounded)]
    pub struct Jobs;
}
use order::*;

fn wait(cx: &mut Cx) {
    let (jobs, work, cx) = cx.bounded::<u32, Jobs>(1);
    scope(cx, |scope, cx| {
        let (_task, cx) = scope.spawn_with(cx, (jobs,), |cx, (jobs,)| jobs.send(cx, 1));
        let _ = work.recv(cx);
    });
}

fn main() {}
