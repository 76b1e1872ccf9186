use unhang::{Carried, Cx, Sender};

#[unhang::levels]
mod order {
    #[channel(bounded)]
    pub struct Items;
    #[channel(carries(Items))]
    pub struct Streams;
}
use order::*;

type Stream = Carried<Sender<'static, u32, Items>, Streams>;

fn serve(cx: &mut Cx, one: Stream, other: Stream) {
    let (_one, cx) = one.attach(cx);
    let (_other, _cx) = other.attach(cx);
}

fn main() {}
