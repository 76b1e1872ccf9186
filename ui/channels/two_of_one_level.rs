use unhang::Cx;

#[unhang::levels]
mod order {
    #[channel(bounded)]
    pub struct Jobs;
}
use order::*;

fn wait(cx: &mut Cx) {
    let (_jobs, _work, cx) = cx.bounded::<u32, Jobs>(1);
    let (_more, _rest, cx) = cx.bounded::<u32, Jobs>(1);
}

fn main() {}
