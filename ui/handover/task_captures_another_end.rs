use unhang::{Cx, spawn_with};

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
    let (right, _, cx) = cx.unbounded::<u32, Right>();
    spawn_with(cx, (left,), move |cx, (left,)| {
        left.send(cx, 1).unwrap();
        right.send(cx, 1).unwrap();
    });
}

fn main() {}
