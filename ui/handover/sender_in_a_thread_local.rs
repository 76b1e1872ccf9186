use std::cell::RefCell;
use unhang::{Cx, Sender};

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
}
use order::*;

thread_local! {
    static KEPT: RefCell<Option<Sender<'static, u32, Jobs>>> = const { RefCell::new(None) };
}

fn wait(cx: &mut Cx) {
    let (jobs, work, _) = cx.unbounded::<u32, Jobs>();
    KEPT.set(Some(jobs));
    let _ = work.try_recv();
}

fn main() {}
