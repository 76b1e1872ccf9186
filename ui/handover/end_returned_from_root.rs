use unhang::root;

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
}
use order::*;

fn start() {
    let _work = root(|cx| {
        let (_jobs, work, _) = cx.unbounded::<u32, Jobs>();
        work
    });
}

fn main() {}
