use unhang::{Cx, Mutex, Receiver};

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
    #[after(Jobs)]
    pub struct Log;
}
use order::*;

#[unhang::acquires(Log)]
fn wait(cx: &mut Cx, log: &Mutex<u32, Log>, work: &Receiver<u32, Jobs>) {
    let (mut log, cx) = log.lock(cx).nest();
    *log += work.recv(cx).unwrap_or_default();
}

fn main() {}
