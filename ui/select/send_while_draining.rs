use unhang::{Cx, Receiver, Sender, select};

#[unhang::levels]
mod order {
    #[channel(bounded)]
    pub struct Left;
    #[channel(bounded)]
    pub struct Right;
}
use order::*;

fn pass_on(cx: &mut Cx<(unhang::Unheld, unhang::Drains<Left>)>, left: Receiver<u64, Left>, right: &Sender<u64, Right>) {
    select!(cx,
        send(right, 1) -> _ => {},
        interrupted(_) => {},
    );
    drop(left);
}

fn main() {}
