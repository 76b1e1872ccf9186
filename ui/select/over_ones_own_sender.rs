use unhang::{Cx, select};

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
}
use order::*;

fn next(cx: &mut Cx) {
    let (_jobs, work, cx) = cx.unbounded::<u64, Jobs>();
    select!(cx,
        recv(work) -> _ => {},
        interrupted(_) => {},
    );
}

fn main() {}
