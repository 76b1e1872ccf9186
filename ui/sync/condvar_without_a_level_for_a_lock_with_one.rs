use unhang::{Condvar, Cx, Mutex};

#[unhang::levels]
mod order {
    pub struct Jobs;
    #[after(Jobs)]
    pub struct Filled;
    #[after(Filled)]
    pub struct Log;
}
use order::*;

fn next(cx: &mut Cx, jobs: &Mutex<u64, Jobs>, filled: &Condvar) {
    let (mut jobs, _cx) = jobs.lock(cx).nest();
    filled.wait(&mut jobs);
}

fn main() {}
