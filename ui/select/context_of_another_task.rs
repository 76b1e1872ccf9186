use unhang::{Cx, Receiver, select, spawn_with};

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
}
use order::*;

fn start(cx: &mut Cx<(unhang::Unheld, unhang::Owes<Jobs>)>, work: Receiver<u64, Jobs>) {
    _ = spawn_with(cx, (work,), |_, (work,)| {
        select!(cx,
            recv(work) -> _ => {},
            interrupted(_) => {},
        );
    });
}

fn main() {}
