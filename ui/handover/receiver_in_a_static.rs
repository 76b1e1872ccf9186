use unhang::Receiver;

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
}
use order::*;

static WORK: Option<Receiver<'static, u32, Jobs>> = None;

fn main() {}
