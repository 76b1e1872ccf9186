use unhang::{Cx, Receiver, Sender, oneshot};

#[unhang::levels]
mod order {
    #[channel]
    pub struct Removed;
    #[channel(bounded)]
    #[after(Removed)]
    pub struct Events;
}
use order::*;

#[unhang::role(owes(Removed, Events))]
fn read_events(cx: &mut Cx, removed: oneshot::Sender<(), Removed>, events: Sender<u32, Events>) {
    _ = events.send(cx, 1);
    _ = removed.send(());
}

#[unhang::role(drains(Events))]
fn follow(cx: &mut Cx, removed: oneshot::Receiver<(), Removed>, events: Receiver<u32, Events>) {
    _ = removed.recv(cx);
    _ = events.try_recv();
}

fn main() {}
