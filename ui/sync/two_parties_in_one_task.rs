use unhang::{Barrier, Cx};

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
    #[after(Jobs)]
    pub struct Gate;
}
use order::*;

fn meet(cx: &mut Cx, gate: &Barrier<Gate>) {
    let (mine, cx) = gate.party(cx);
    let (_theirs, cx) = gate.party(cx);
    let _ = mine.wait(cx);
}

fn main() {}
