use unhang::Cx;

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
}
use order::*;

fn wait(cx: &mut Cx) {
    let (jobs, _work, cx) = cx.unbounded::<u32, Jobs>();
    let cx = jobs.close(cx);
    jobs.send(cx, 1).unwrap();
}

fn main() {}
