use unhang::{Condvar, Cx, Interrupt, Mutex};

#[unhang::levels]
mod order {
    pub struct Jobs;
    #[after(Jobs)]
    pub struct Filled;
    #[after(Filled)]
    pub struct Log;
}
use order::*;

fn next(cx: &mut Cx, log: &Mutex<u64, Log>, filled: &Condvar<Filled>) -> Result<(), Interrupt> {
    let mut log = log.lock(cx);
    filled.wait_while(&mut log, |log| *log == 0)
}

fn main() {}
