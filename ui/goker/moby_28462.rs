use unhang::{Cx, Mutex, Receiver, Sender};

#[unhang::levels]
mod order {
    #[channel(bounded)]
    pub struct Stop;
    #[after(Stop)]
    pub struct Container;
}
use order::*;

#[unhang::role(drains(Stop))]
fn monitor(cx: &mut Cx, container: &Mutex<u32, Container>, stopped: Receiver<(), Stop>) {
    while stopped.try_recv().is_err() {
        *container.lock(cx) += 1;
    }
}

#[unhang::role(owes(Stop))]
fn state_changed(cx: &mut Cx, container: &Mutex<u32, Container>, stop: Sender<(), Stop>) {
    let (_container, cx) = container.lock(cx).nest();
    _ = stop.send(cx, ());
}

fn main() {}
