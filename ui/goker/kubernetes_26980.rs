use unhang::{Cx, Mutex, Receiver, Sender, select};

#[unhang::levels]
mod order {
    #[channel(bounded)]
    pub struct Next;
    #[channel]
    #[after(Next)]
    pub struct Stop;
    #[channel]
    #[after(Stop)]
    pub struct Results;
    #[after(Results)]
    pub struct Pending;
}
use order::*;

#[unhang::role(owes(Next), drains(Stop))]
fn pop(cx: &mut Cx, pending: &Mutex<Vec<u32>, Pending>, next: Sender<u32, Next>, stop: Receiver<(), Stop>) {
    let (mut pending, cx) = pending.lock(cx).nest();
    let Some(notification) = pending.pop() else { return };
    select!(cx, send(next, notification) -> _ => (), recv(stop) -> _ => (), interrupted(_) => ());
}

#[unhang::role(owes(Results))]
fn add(cx: &mut Cx, pending: &Mutex<Vec<u32>, Pending>, _results: Sender<(), Results>) {
    pending.lock(cx).push(1);
}

#[unhang::role(owes(Stop), drains(Results))]
fn wait(cx: &mut Cx, _stop: Sender<(), Stop>, result: Receiver<(), Results>) {
    _ = result.recv(cx);
}

fn main() {}
