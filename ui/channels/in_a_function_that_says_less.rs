use unhang::{Cx, Receiver};

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
    #[after(Jobs)]
    #[channel]
    pub struct Rest;
}
use order::*;

#[unhang::acquires(Rest)]
fn wait(cx: &mut Cx, work: &Receiver<u32, Jobs>) {
    let _ = work.recv(cx);
}

fn main() {}
