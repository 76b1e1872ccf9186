use unhang::{Cx, Mutex};

#[unhang::levels]
mod order {
    #[channel(bounded)]
    pub struct Jobs;
    #[after(Jobs)]
    pub struct Log;
}
use order::*;

fn wait(cx: &mut Cx, log: &Mutex<u32, Log>) {
    let (jobs, work, inner) = cx.bounded::<u32, Jobs>(1);
    let _ = jobs.close(inner);
    *log.lock(cx) += 1;
    let _ = work.try_recv();
}

fn main() {}
