use unhang::{Cx, Mutex, Semaphore, oneshot};

#[unhang::levels]
mod order {
    #[channel]
    pub struct Accepted;
    #[after(Accepted)]
    pub struct Active;
    #[after(Active)]
    pub struct Request;
}
use order::*;

#[unhang::role(owes(Accepted))]
fn request(cx: &mut Cx, active: &Semaphore<Active>, may_end: &Mutex<(), Request>, accept: oneshot::Sender<bool, Accepted>) {
    let (_active, cx) = active.acquire(cx).nest();
    drop(may_end.lock(cx));
    _ = accept.send(true);
}

fn wait_for_first(cx: &mut Cx, second_may_end: &Mutex<(), Request>, first_accepted: oneshot::Receiver<bool, Accepted>) {
    let (_held, cx) = second_may_end.lock(cx).nest();
    _ = first_accepted.recv(cx);
}

fn main() {}
