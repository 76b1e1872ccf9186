use unhang::Cx;

#[unhang::levels]
mod order {
    #[channel(bounded)]
    pub struct Jobs;
}
use order::*;

fn wait(cx: &mut Cx) {
    let (jobs, work, cx) = cx.bounded::<u32, Jobs>(4);
    jobs.send(cx, 1).unwrap();
    let cx = jobs.close(cx);
    let _ = work.recv(cx);
}

fn main() {}
