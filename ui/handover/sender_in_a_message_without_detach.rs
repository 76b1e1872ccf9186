use unhang::{Cx, Sender, spawn_with};

#[unhang::levels]
mod order {
    #[channel]
    pub struct Left;
    #[channel]
    pub struct Right;
}
use order::*;

fn wait(cx: &mut Cx) {
    let (left, _, cx) = cx.unbounded::<u32, Left>();
    let (right, boxes, cx) = cx.unbounded::<Sender<u32, Left>, Right>();
    right.send(cx, left).unwrap();
    spawn_with(cx, (boxes,), |cx, (boxes,)| boxes.recv(cx).unwrap());
}

fn main() {}
