use std::time::Duration;
use unhang::Cx;

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
}
use order::*;

fn wait(cx: &mut Cx) {
    let mut kept = None;
    cx.with_timeout(Duration::from_secs(1), |cx| {
        let (jobs, _work, _) = cx.unbounded::<u32, Jobs>();
        kept = Some(jobs);
    });
}

fn main() {}
