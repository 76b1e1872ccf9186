use unhang::Cx;

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
}
use order::*;

fn wait(cx: &mut Cx) {
    let (work, rest, cx) = cx.unbounded::<u32, Jobs>();
    work.send(cx, 1).unwrap();
    let work = rest;
    let _ = work.recv(cx);
}

fn main() {}
