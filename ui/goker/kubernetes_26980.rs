use unhang::{CancelToken, Cx, Mutex, Sender};

#[unhang::levels]
mod order {
    #[channel(bounded)]
    pub struct Next;
    #[channel]
    pub struct Results;
    #[after(Next, Results)]
    pub struct Pending;
}
use order::*;

#[unhang::role(owes(Next))]
fn pop(cx: &mut Cx, pending: &Mutex<Vec<u32>, Pending>, next: Sender<u32, Next>, stop: &CancelToken) {
    let (mut pending, cx) = pending.lock(cx).nest();
    let notification = pending.pop().unwrap_or_default();
    _ = cx.with_token(stop, |cx| next.send(cx, notification));
}

#[unhang::role(owes(Results))]
fn add(cx: &mut Cx, pending: &Mutex<Vec<u32>, Pending>, _results: Sender<(), Results>) {
    pending.lock(cx).push(1);
}

fn main() {}
