use unhang::Cx;

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
}
use order::*;

fn wait(cx: &mut Cx) {
    let (jobs, work, cx) = cx.unbounded::<u32, Jobs>();
    jobs.send(cx, 1).unwrap();
    drop(jobs);
    let _ = work.recv(cx);
}

fn main() {}
