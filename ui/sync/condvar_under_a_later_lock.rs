use unhang::{Condvar, Cx, Mutex};

#[unhang::levels]
mod order {
    pub struct Filled;
    #[after(Filled)]
    pub struct Log;
    #[after(Log)]
    pub struct Jobs;
}
use order::*;

fn next(cx: &mut Cx, jobs: &Mutex<u64, Jobs>, filled: &Condvar<Filled>, log: &Mutex<u64, Log>) {
    let (_log, cx) = log.lock(cx).nest();
    let _ = filled.lock_when(cx, jobs, |jobs| *jobs > 0);
}

fn main() {}
