use unhang::{Cx, Mutex, Sender, Unheld};

#[unhang::levels]
mod order {
    #[channel(bounded)]
    pub struct Jobs;
    #[after(Jobs)]
    pub struct Log;
}
use order::*;

fn wait(cx: &mut Cx<(Unheld, unhang::Owes<Jobs>)>, log: &Mutex<u32, Log>, jobs: &Sender<u32, Jobs>) {
    let (log, cx) = log.lock(cx).nest();
    jobs.send(cx, *log).unwrap();
}

fn main() {}
