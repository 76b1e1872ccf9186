use unhang::{Cx, OnceLock};

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
    #[after(Jobs)]
    pub struct Log;
}
use order::*;

fn wait(cx: &mut Cx, first: &OnceLock<u32, Log>) {
    let (_jobs, work, cx) = cx.unbounded::<u32, Jobs>();
    first.get_or_init(cx, |cx| work.recv(cx).unwrap());
}

fn main() {}
