use unhang::{Cx, JoinHandle, RwLock, Unheld};

#[unhang::levels]
mod order {
    pub struct Service;
}
use order::*;

#[derive(Default)]
struct State {
    stops: bool,
    thread: Option<JoinHandle<(), Unheld>>,
}

fn stop(cx: &mut Cx, service: &RwLock<State, Service>) {
    let (mut service, cx) = service.write(cx).nest();
    service.stops = true;
    if let Some(thread) = service.thread.take() {
        thread.join(cx).unwrap();
    }
}

fn main() {}
