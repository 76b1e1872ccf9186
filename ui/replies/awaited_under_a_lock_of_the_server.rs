use unhang::{Cx, Mutex, oneshot};

#[unhang::levels]
mod order {
    #[channel]
    pub struct Replies;
    #[after(Replies)]
    pub struct Log;
}
use order::*;

fn ask(cx: &mut Cx<Log>, answer: oneshot::Receiver<u32, Replies>) {
    let _ = answer.recv(cx);
}

fn start(cx: &mut Cx, log: &Mutex<u32, Log>, answer: oneshot::Receiver<u32, Replies>) {
    let (_log, cx) = log.lock(cx).nest();
    ask(cx, answer);
}

fn main() {}
