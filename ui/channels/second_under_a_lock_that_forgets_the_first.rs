use unhang::{Cx, Mutex};

#[unhang::levels]
mod order {
    #[channel(bounded)]
    pub struct Jobs;
    #[after(Jobs)]
    pub struct Log;
}
use order::*;

fn wait(cx: &mut Cx, log: &Mutex<u32, Log>) {
    let (_jobs, _work, cx) = cx.bounded::<u32, Jobs>(1);
    let (_log, cx) = log.lock(cx).nest();
    let (more, rest, cx) = cx.bounded::<u32, Jobs>(1);
    let cx = more.close(cx);
    let _ = rest.recv(cx);
}

fn main() {}
