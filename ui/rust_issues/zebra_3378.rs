use unhang::{Cx, RwLock};

#[unhang::levels]
mod order {
    pub struct TipValue;
}
use order::*;

struct Tip {
    height: u32,
    hash: u32,
}

fn span(cx: &mut Cx, tip: &RwLock<Tip, TipValue>) -> String {
    format!("{} {}", tip.read(cx).height, tip.read(cx).hash)
}

fn main() {}
