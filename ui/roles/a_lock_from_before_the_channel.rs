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
fn feed(cx: &mut Cx, log: &Mutex<u32, Log>, jobs: Sender<u32, Jobs>) {
    let job = *log.lock(cx);
    jobs.send(cx, job).unwrap();
}

fn main() {}
