use unhang::{Cx, Mutex, Receiver, Sender};

#[unhang::levels]
mod order {
    #[channel(bounded)]
    pub struct Notify;
    #[after(Notify)]
    pub struct Pinned;
}
use order::*;

#[unhang::role(owes(Notify))]
fn down(cx: &mut Cx, pinned: &Mutex<Option<u32>, Pinned>, notify: Sender<Vec<u32>, Notify>) {
    let (mut pinned, cx) = pinned.lock(cx).nest();
    *pinned = None;
    _ = notify.send(cx, vec![1, 2]);
}

#[unhang::role(drains(Notify))]
fn watch(cx: &mut Cx, pinned: &Mutex<Option<u32>, Pinned>, notified: Receiver<Vec<u32>, Notify>) {
    while let Ok(wanted) = notified.recv(cx) {
        pinned.lock(cx).take_if(|address| !wanted.contains(address));
    }
}

fn main() {}
