use unhang::{Cx, Receiver, oneshot};

#[unhang::levels]
mod order {
    #[channel(bounded, carries(Replies))]
    pub struct Requests;
    #[after(Requests)]
    #[channel]
    pub struct Replies;
}
use order::*;

type Request = oneshot::Carried<u32, Replies, Requests>;

#[unhang::role(drains(Requests))]
fn server(cx: &mut Cx, requests: Receiver<Request, Requests>) {
    let all: Vec<Request> = requests.iter(cx).collect();
    for reply in all {
        _ = reply.attach(cx).0.send(1);
    }
}

fn main() {}
