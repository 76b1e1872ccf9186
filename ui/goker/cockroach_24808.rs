use unhang::{Cx, spawn_with};

#[unhang::levels]
mod order {
    #[channel(bounded)]
    pub struct Triggers;
}
use order::*;

fn start(cx: &mut Cx) {
    let (trigger, triggers, cx) = cx.bounded::<(), Triggers>(1);
    trigger.send(cx, ()).unwrap();
    let (_, cx) = spawn_with(cx, (triggers,), |cx, (triggers,)| triggers.recv(cx).unwrap());
    trigger.close(cx);
}

fn main() {}
