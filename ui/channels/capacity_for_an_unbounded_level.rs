use unhang::Cx;

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
}
use order::*;

fn open(cx: &mut Cx) {
    let (jobs, _work, cx) = cx.bounded::<u32, Jobs>(1);
    jobs.send(cx, 1).unwrap();
    jobs.send(cx, 2).unwrap();
}

fn main() {}
