use unhang::{Cx, Mutex, Receiver, Sender};

#[unhang::levels]
mod order {
    #[channel(bounded)]
    pub struct Results;
    #[after(Results)]
    pub struct Watchers;
}
use order::*;

#[unhang::role(owes(Results))]
fn distribute(cx: &mut Cx, watchers: &Mutex<Vec<u32>, Watchers>, results: Sender<u32, Results>) {
    let (_watchers, cx) = watchers.lock(cx).nest();
    _ = results.send(cx, 1);
}

#[unhang::role(drains(Results))]
fn stop(cx: &mut Cx, watchers: &Mutex<Vec<u32>, Watchers>, _results: Receiver<u32, Results>) {
    watchers.lock(cx).clear();
}

fn main() {}
