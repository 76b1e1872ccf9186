use unhang::{Cx, Mutex};

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
}
use order::*;

fn wait(cx: &mut Cx) {
    let (jobs, _work, _cx) = cx.unbounded::<u32, Jobs>();
    let shared = Mutex::<_>::new(jobs);
    std::thread::spawn(move || drop(shared));
}

fn main() {}
