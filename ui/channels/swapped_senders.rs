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
    let (mut one, _gone, cx) = cx.unbounded::<u32, Left>();
    let (mut other, work, cx) = cx.unbounded::<u32, Left>();
    std::mem::swap(&mut one, &mut other);
    let cx = other.close(cx);
    let _ = work.recv(cx);
}

fn main() {}
