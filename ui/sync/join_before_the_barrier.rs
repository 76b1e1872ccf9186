use unhang::{Barrier, Cx, JoinHandle, Unheld};

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
    #[after(Jobs)]
    pub struct Gate;
}
use order::*;

fn meet(cx: &mut Cx, gate: &Barrier<Gate>, task: JoinHandle<(), Unheld>) {
    let (party, cx) = gate.party(cx);
    let _ = task.join(cx);
    let _ = party.wait(cx);
}

fn main() {}
