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

fn answer(_cx: &mut Cx, reply: oneshot::Carried<u32, Replies, Requests>) {
    reply.send(1).unwrap();
}

fn main() {}
