use unhang::Cx;

#[unhang::levels]
mod order {
    #[channel(bounded)]
    pub struct Fragments;
}
use order::*;

type Fragment = (&'static str, u32);

fn receive(cx: &mut Cx) -> u32 {
    let (back, socket, cx) = cx.bounded::<Fragment, Fragments>(2);
    loop {
        match socket.try_recv() {
            Ok(("a", part)) => return part,
            Ok(another) => back.send(cx, another).unwrap(),
            Err(_) => return 0,
        }
    }
}

fn main() {}
