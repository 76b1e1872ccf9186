use unhang::{Cx, Mutex, Receiver};

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
    #[after(Jobs)]
    pub struct Log;
}
use order::*;

#[unhang::acquires(Jobs)]
fn wait(cx: &mut Cx, log: &Mutex<u32, Log>, work: &Receiver<u32, Jobs>) {
    for job in work.iter(cx) {
        *log.lock(cx) += job;
    }
}

fn main() {}
