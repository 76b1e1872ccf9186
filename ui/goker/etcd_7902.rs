use unhang::{Cx, Mutex, Receiver, Sender};

#[unhang::levels]
mod order {
    #[channel]
    pub struct Next;
    #[after(Next)]
    pub struct Round;
}
use order::*;

#[unhang::role(owes(Next))]
fn lead(cx: &mut Cx, round: &Mutex<u32, Round>, next: Sender<(), Next>) {
    let (mut number, cx) = round.lock(cx).nest();
    *number += 1;
    _ = next.send(cx, ());
}

#[unhang::role(drains(Next))]
fn follow(cx: &mut Cx, round: &Mutex<u32, Round>, next: Receiver<(), Next>) {
    let (_number, cx) = round.lock(cx).nest();
    _ = next.recv(cx);
}

fn main() {}
