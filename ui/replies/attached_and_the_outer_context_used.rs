use unhang::{Cx, Mutex, oneshot};

#[unhang::levels]
mod order {
    #[channel(bounded, carries(Replies))]
    pub struct Requests;
    #[channel]
    #[after(Requests)]
    pub struct Replies;
    pub struct Log;
}
use order::*;

fn answer(cx: &mut Cx, log: &Mutex<u32, Log>, reply: oneshot::Carried<u32, Replies, Requests>) {
    let (reply, _) = reply.attach(cx);
    let seen = *log.lock(cx);
    reply.send(seen).unwrap();
}

fn main() {}
