use unhang::Cx;

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
}
use order::*;

fn wait(cx: &mut Cx) {
    let (_jobs, work, cx) = cx.unbounded::<u32, Jobs>();
    std::thread::scope(|scope| {
        scope.spawn(|| drop(cx.checkpoint()));
    });
    drop(work);
}

fn main() {}
