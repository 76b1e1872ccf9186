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
    let (jobs, work, inner) = cx.unbounded::<u32, Jobs>();
    jobs.send(inner, 1).unwrap();
    *log.lock(cx) += 1;
    drop(work);
}

fn main() {}
