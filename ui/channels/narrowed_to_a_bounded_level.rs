use unhang::{Cx, UpTo};

#[unhang::levels]
mod order {
    #[channel(bounded)]
    pub struct Jobs;
}
use order::*;

fn narrow(cx: &mut Cx) {
    let _later: &mut Cx<UpTo<Jobs>> = cx.narrow();
}

fn main() {}
