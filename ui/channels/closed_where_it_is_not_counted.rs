use unhang::{Cx, Mutex};

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
    #[after(Jobs)]
    pub struct Log;
}
use order::*;

fn wait(cx: &mut Cx, log: &Mutex<u32, Log>) {
    let (jobs, _work, cx) = cx.unbounded::<u32, Jobs>();
    let (_log, cx) = log.lock(cx).nest();
    jobs.close(cx);
}

fn main() {}
