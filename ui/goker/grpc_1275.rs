use std::time::Duration;
use unhang::{Cx, spawn_with};

#[unhang::levels]
mod order {
    #[channel]
    pub struct Done;
    #[after(Done)]
    #[channel(bounded)]
    pub struct Items;
}
use order::*;

fn close_stream(cx: &mut Cx) {
    let (_buffer, items, cx) = cx.bounded::<u8, Items>(0);
    let (done, is_done, cx) = cx.unbounded::<(), Done>();
    let (_, cx) = spawn_with(cx, (items, done), |cx, (items, _done)| drop(items.recv(cx)));
    _ = cx.with_timeout(Duration::from_millis(2), |cx| is_done.recv(cx));
}

fn main() {}
