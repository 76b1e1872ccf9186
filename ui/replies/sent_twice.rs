use unhang::Cx;

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
}
use order::*;

fn answer(cx: &mut Cx) {
    let (reply, _answer, _cx) = cx.oneshot::<u32, Jobs>();
    reply.send(1).unwrap();
    reply.send(2).unwrap();
}

fn main() {}
