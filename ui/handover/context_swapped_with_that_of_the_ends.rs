use unhang::Cx;

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
}
use order::*;

fn wait(cx: &mut Cx, other: &mut Cx) {
    let (_jobs, work, inner) = cx.unbounded::<u32, Jobs>();
    std::mem::swap(inner, other);
    let _ = work.recv(other);
}

fn main() {}
