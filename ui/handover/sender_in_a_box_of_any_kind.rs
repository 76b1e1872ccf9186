use std::fmt::Debug;
use unhang::Cx;

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
}
use order::*;

fn wait(cx: &mut Cx) {
    let (jobs, _work, _) = cx.unbounded::<u32, Jobs>();
    let kept: Box<dyn Debug + '_> = Box::new(jobs);
    cx.checkpoint().unwrap();
    println!("{kept:?}");
}

fn main() {}
