use unhang::{Barrier, Cx, Mutex};

#[unhang::levels]
mod order {
    pub struct Gate;
    #[after(Gate)]
    pub struct Log;
}
use order::*;

fn meet(cx: &mut Cx, gate: &Barrier<Gate>, log: &Mutex<u64, Log>) {
    let (_log, cx) = log.lock(cx).nest();
    let (party, cx) = gate.party(cx);
    let _ = party.wait(cx);
}

fn main() {}
