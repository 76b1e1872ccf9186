use unhang::Mutex;

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
}
use order::*;

fn open() -> Mutex<u32, Jobs> {
    Mutex::new(0)
}

fn main() {}
