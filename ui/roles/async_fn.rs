use unhang::{Cx, Receiver};

#[unhang::levels]
mod order {
    #[channel(bounded)]
    pub struct Jobs;
}
use order::*;

#[unhang::role(drains(Jobs))]
async fn work(cx: &mut Cx, jobs: Receiver<'_, u32, Jobs>) {}

fn main() {}
