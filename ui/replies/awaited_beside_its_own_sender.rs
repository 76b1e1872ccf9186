use unhang::Cx;

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
}
use order::*;

fn ask(cx: &mut Cx) {
    let (reply, answer, cx) = cx.oneshot::<u32, Jobs>();
    let _ = answer.recv(cx);
    drop(reply);
}

fn main() {}
