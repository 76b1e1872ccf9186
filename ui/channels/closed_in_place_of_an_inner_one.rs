use unhang::{Cx, Mutex};

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
    #[after(Jobs)]
    pub struct Log;
}
use order::*;

fn wait(cx: &mut Cx, log: &Mutex<u32, Log>) {
    let (outer, _, cx) = cx.unbounded::<u32, Jobs>();
    let (_log, cx) = log.lock(cx).nest();
    let (_inner, work, cx) = cx.unbounded::<u32, Jobs>();
    let cx = outer.close(cx);
    let _ = work.recv(cx);
}

fn main() {}
