use unhang::OnceLock;

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
}
use order::*;

static FIRST: OnceLock<u32, Jobs> = OnceLock::new();

fn main() {}
