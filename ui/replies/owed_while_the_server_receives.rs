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
    let Ok(first) = requests.recv(cx) else { return };
    let (first, cx) = first.attach(cx);
    let _second = requests.recv(cx);
    first.send(1).unwrap();
}

fn main() {}
