use unhang::{Cx, OnceLock};

#[unhang::levels]
mod order {
    pub struct Settings;
}
use order::*;

fn settings<'a>(cx: &mut Cx, once: &'a OnceLock<u16, Settings>) -> &'a u16 {
    once.get_or_init(cx, |cx| *once.get_or_init(cx, |_| 80))
}

fn main() {}
