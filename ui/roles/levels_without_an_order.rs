use unhang::{Cx, Receiver, Sender};

#[unhang::levels]
mod order {
    #[channel]
    pub struct Left;
    #[channel]
    pub struct Right;
}
use order::*;

#[unhang::role(owes(Right), drains(Left))]
fn forward(cx: &mut Cx, left: Receiver<u32, Left>, right: Sender<u32, Right>) {
    right.send(cx, left.try_recv().unwrap()).unwrap();
}

fn main() {}
