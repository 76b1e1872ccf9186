use unhang::{Cx, Receiver, select};

#[unhang::levels]
mod order {
    #[channel(bounded)]
    pub struct Ticks;
    #[channel(bounded)]
    pub struct Resets;
}
use order::*;

#[unhang::role(drains(Ticks, Resets))]
fn debounce(cx: &mut Cx, ticks: Receiver<(), Ticks>, resets: Receiver<(), Resets>) {
    select!(cx,
        recv(ticks) -> _ => {},
        recv(resets) -> _ => drop(ticks.recv(cx)),
        interrupted(_) => {},
    );
}

fn main() {}
