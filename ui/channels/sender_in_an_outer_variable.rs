use unhang::Cx;

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
}
use order::*;

fn wait(cx: &mut Cx) {
    let mut kept = Vec::new();
    {
        let (jobs, work, cx) = cx.unbounded::<u32, Jobs>();
        kept.push(jobs);
        let _ = work.recv(cx);
    }
}

fn main() {}
