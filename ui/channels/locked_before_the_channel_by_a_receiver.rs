use unhang::{Cx, Mutex, Receiver};

#[unhang::levels]
mod order {
    pub struct Log;
    #[after(Log)]
    #[channel(bounded)]
    pub struct Jobs;
}
use order::*;

#[unhang::role(drains(Jobs))]
fn work(cx: &mut Cx, log: &Mutex<u32, Log>, jobs: Receiver<u32, Jobs>) {
    while let Ok(job) = jobs.recv(cx) {
        *log.lock(cx) += job;
    }
}

fn main() {}
