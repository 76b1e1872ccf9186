use unhang::Cx;

#[unhang::levels]
mod order {
    #[channel(bounded)]
    pub struct Jobs;
}
use order::*;

fn open(cx: &mut Cx) {
    let (_jobs, _work, _cx) = cx.unbounded::<u32, Jobs>();
}

fn main() {}
