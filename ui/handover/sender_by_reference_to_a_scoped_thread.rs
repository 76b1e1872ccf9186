use unhang::Cx;

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
}
use order::*;

fn wait(cx: &mut Cx) {
    let (jobs, _work, _cx) = cx.unbounded::<u32, Jobs>();
    std::thread::scope(|scope| {
        scope.spawn(|| jobs.try_send(1));
    });
}

fn main() {}
