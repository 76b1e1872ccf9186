use unhang::{Barrier, Cx, Receiver};

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
    #[after(Jobs)]
    pub struct Gate;
}
use order::*;

fn meet(cx: &mut Cx, gate: &Barrier<Gate>, work: &Receiver<u64, Jobs>) {
    let (party, cx) = gate.party(cx);
    let _ = work.recv(cx);
    let _ = party.wait(cx);
}

fn main() {}
