use unhang::{Barrier, Cx, scope};

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
    #[after(Jobs)]
    pub struct Gate;
}
use order::*;

fn meet(cx: &mut Cx, gate: &Barrier<Gate>) {
    scope(cx, |scope, cx| {
        let (party, _cx) = gate.party(cx);
        scope.spawn(move |_| drop(party));
    });
}

fn main() {}
