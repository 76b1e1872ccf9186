use unhang::{Cx, Mutex, Sender};

#[unhang::levels]
mod order {
    pub struct Log;
    #[after(Log)]
    #[channel]
    pub struct Jobs;
}
use order::*;

#[unhang::role(owes(Jobs))]
fn feed(cx: &mut Cx, jobs: Sender<u32, Jobs>) {
    jobs.send(cx, 1).unwrap();
}

fn start(cx: &mut Cx, log: &Mutex<u32, Log>) {
    let (_log, cx) = log.lock(cx).nest();
    let (jobs, _work, cx) = cx.unbounded::<u32, Jobs>();
    feed(cx, jobs);
}

fn main() {}
