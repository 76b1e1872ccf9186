use unhang::{Cx, Mutex, Receiver, Sender};

#[unhang::levels]
mod order {
    #[channel]
    pub struct Done;
    #[channel]
    #[after(Done)]
    pub struct Updates;
    #[after(Updates)]
    pub struct Broadcasts;
}
use order::*;

#[unhang::role(owes(Done), drains(Updates))]
fn coalesce(cx: &mut Cx, broadcasts: &Mutex<u32, Broadcasts>, _done: Sender<(), Done>, updates: Receiver<u32, Updates>) {
    while let Ok(update) = updates.recv(cx) {
        *broadcasts.lock(cx) += update;
    }
}

#[unhang::role(drains(Done))]
fn stop(cx: &mut Cx, broadcasts: &Mutex<u32, Broadcasts>, done: Receiver<(), Done>) {
    let (_broadcasts, cx) = broadcasts.lock(cx).nest();
    _ = done.recv(cx);
}

fn main() {}
