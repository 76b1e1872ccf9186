use unhang::{Cx, Mutex, spawn_with};

#[unhang::levels]
mod order {
    pub struct Log;
    #[after(Log)]
    #[channel]
    pub struct Jobs;
}
use order::*;

fn wait(cx: &mut Cx, log: &Mutex<u32, Log>) {
    let (jobs, work, cx) = cx.unbounded::<u32, Jobs>();
    let (worker, cx) = spawn_with(cx, (work,), |cx, (work,)| work.recv(cx));
    let cx = jobs.close(cx);
    let (_log, cx) = log.lock(cx).nest();
    let _ = worker.join(cx);
}

fn main() {}
