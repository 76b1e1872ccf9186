use unhang::{Cx, oneshot};

#[unhang::levels]
mod order {
    #[channel(bounded, carries(Replies))]
    pub struct Requests;
    #[channel]
    #[after(Requests)]
    pub struct Replies;
}
use order::*;

fn ask(cx: &mut Cx) {
    let (requests, _served, cx) = cx.bounded::<oneshot::Carried<u32, Replies, Requests>, Requests>(1);
    let (reply, answer, cx) = cx.oneshot();
    let (reply, cx) = reply.detach(cx);
    requests.try_send(reply).unwrap();
    let _ = answer.recv(cx);
}

fn main() {}
