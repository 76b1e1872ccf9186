use unhang::{Carried, Cx, Receiver, Sender};

#[unhang::levels]
mod order {
    #[channel(bounded, carries(Replies))]
    pub struct Requests;
    #[channel]
    #[after(Requests)]
    pub struct Replies;
}
use order::*;

type Log = Carried<Sender<'static, u32, Replies>, Requests>;

#[unhang::role(drains(Requests))]
fn serve(cx: &mut Cx, requests: Receiver<Log, Requests>) {
    if let Ok(log) = requests.recv(cx) {
        let (log, cx) = log.attach(cx);
        log.send(cx, 1).unwrap();
        let _next = requests.recv(cx);
    }
}

fn main() {}
