use unhang::{Cx, Sender};

#[unhang::levels]
mod order {
    #[channel]
    pub struct Left;
    #[channel]
    pub struct Right;
}
use order::*;

#[unhang::role(owes(Left))]
fn feed(cx: &mut Cx, left: Sender<u32, Left>) {
    left.send(cx, 1).unwrap();
}

fn start(cx: &mut Cx) {
    let (_right, _, cx) = cx.unbounded::<u32, Right>();
    let (left, _, cx) = cx.unbounded::<u32, Left>();
    feed(cx, left);
}

fn main() {}
