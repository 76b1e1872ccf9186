use unhang::{Cx, HandOver};

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
}
use order::*;

fn wait(cx: &mut Cx) {
    let (jobs, _work, _) = cx.unbounded::<u32, Jobs>();
    let _loose = HandOver::<()>::loosen(&jobs);
}

fn main() {}
