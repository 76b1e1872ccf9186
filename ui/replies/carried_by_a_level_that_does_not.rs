use unhang::{Cx, oneshot};

#[unhang::levels]
mod order {
    #[channel(bounded)]
    pub struct Requests;
    #[channel]
    #[after(Requests)]
    pub struct Replies;
}
use order::*;

fn ask(cx: &mut Cx) {
    let (reply, _answer, cx) = cx.oneshot::<u32, Replies>();
    let (_reply, _cx): (oneshot::Carried<_, _, Requests>, _) = reply.detach(cx);
}

fn main() {}
