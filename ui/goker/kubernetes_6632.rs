use unhang::{Cx, Mutex, Receiver, Sender};

#[unhang::levels]
mod order {
    #[channel(bounded)]
    pub struct Resets;
    #[after(Resets)]
    pub struct Framer;
}
use order::*;

#[unhang::role(owes(Resets))]
fn write_frame(cx: &mut Cx, framer: &Mutex<u32, Framer>, reset: Sender<(), Resets>) {
    let (mut frames, cx) = framer.lock(cx).nest();
    *frames += 1;
    _ = reset.send(cx, ());
}

#[unhang::role(drains(Resets))]
fn close(cx: &mut Cx, framer: &Mutex<u32, Framer>, _resets: Receiver<(), Resets>) {
    *framer.lock(cx) = 0;
}

fn main() {}
