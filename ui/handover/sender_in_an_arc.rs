use std::sync::Arc;
use unhang::Cx;

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
}
use order::*;

fn share(_: impl Sync) {}

fn wait(cx: &mut Cx) {
    let (jobs, _work, _cx) = cx.unbounded::<u32, Jobs>();
    share(Arc::new(jobs));
}

fn main() {}
