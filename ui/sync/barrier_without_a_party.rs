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
    let _ = gate.wait(cx);
}

fn main() {}
