use unhang::{Cx, spawn_with};

#[unhang::levels]
mod order {
    #[channel(bounded)]
    pub struct ToAlice;
    #[channel(bounded)]
    #[after(ToAlice)]
    pub struct ToBob;
}
use order::*;

fn talk(cx: &mut Cx) {
    let (to_alice, of_alice, cx) = cx.bounded::<u32, ToAlice>(1);
    let (to_bob, of_bob, cx) = cx.bounded::<u32, ToBob>(1);
    let (_bob, cx) =
        spawn_with(cx, (to_alice, of_bob), |cx, (to_alice, of_bob)| of_bob.for_each(cx, |cx, message| to_alice.send(cx, message).unwrap()));
    for message in 0..3 {
        to_bob.send(cx, message).unwrap();
    }
    let cx = to_bob.close(cx);
    assert_eq!(of_alice.iter(cx).count(), 3);
}

fn main() {}
