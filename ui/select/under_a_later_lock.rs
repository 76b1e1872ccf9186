use unhang::{Cx, Mutex, Receiver, select};

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
    #[after(Jobs)]
    pub struct Log;
}
use order::*;

fn next(cx: &mut Cx, work: &Receiver<u64, Jobs>, log: &Mutex<u64, Log>) {
    let (mut log, cx) = log.lock(cx).nest();
    select!(cx,
        recv(work) -> _ => *log += 1,
        interrupted(_) => {},
    );
}

fn main() {}
