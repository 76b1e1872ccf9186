use unhang::{Cx, Receiver};

#[unhang::levels]
mod order {
    #[channel]
    pub struct Cancel;
    #[channel(bounded)]
    pub struct Items;
}
use order::*;

#[unhang::role(drains(Items))]
fn restore(cx: &mut Cx, items: Receiver<u32, Items>, cancelled: &Receiver<(), Cancel>) {
    items.recv(cx).unwrap();
    _ = cancelled.recv(cx);
}

fn main() {}
