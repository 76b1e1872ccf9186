use unhang::Cx;

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
}
use order::*;

fn wait(cx: &mut Cx) {
    let (jobs, work, cx) = cx.unbounded::<u32, Jobs>();
    let cx = jobs.close(cx);
    let cx = jobs.close(cx);
    let _ = work.recv(cx);
}

fn main() {}
