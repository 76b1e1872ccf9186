use unhang::{Cx, Receiver, oneshot};

#[unhang::levels]
mod order {
    #[channel(bounded, carries(Replies))]
    pub struct Requests;
    #[channel]
    #[after(Requests)]
    pub struct Replies;
}
use order::*;

type Reply = oneshot::Carried<u32, Replies, Requests>;

#[unhang::role(drains(Requests))]
fn serve(cx: &mut Cx, requests: Receiver<Reply, Requests>) {
    let mut kept = Vec::new();
    while let Ok(reply) = requests.recv(cx) {
        kept.push(reply.attach(cx).0);
    }
}

fn main() {}
