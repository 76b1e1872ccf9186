use unhang::Cx;

#[unhang::levels]
mod order {
    #[channel]
    pub struct Left;
    #[channel]
    pub struct Right;
}
use order::*;

fn wait(cx: &mut Cx) {
    let (_left, arrivals, cx) = cx.unbounded::<u32, Left>();
    let (right, _, cx) = cx.unbounded::<u32, Right>();
    let cx = right.close(cx);
    let _ = arrivals.recv(cx);
}

fn main() {}
