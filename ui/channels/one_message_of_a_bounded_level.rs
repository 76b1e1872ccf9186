use unhang::Cx;

#[unhang::levels]
mod order {
    #[channel(bounded)]
    pub struct Jobs;
}
use order::*;

fn open(cx: &mut Cx) {
    let (_reply, _answer, _cx) = cx.oneshot::<u32, Jobs>();
}

fn main() {}
