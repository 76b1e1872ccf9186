use unhang::Cx;

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
}
use order::*;

fn wait(cx: &mut Cx) {
    let mut later = || drop(cx.checkpoint());
    let (jobs, _work, _inner) = cx.unbounded::<u32, Jobs>();
    drop(jobs);
    later();
}

fn main() {}
