use unhang::{Cx, Receiver, select};

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
}
use order::*;

fn next(cx: &mut Cx, work: &Receiver<u64, Jobs>) {
    select!(cx,
        recv(work) -> _ => {},
        recv(work) -> _ => {},
        recv(work) -> _ => {},
        recv(work) -> _ => {},
        recv(work) -> _ => {},
        recv(work) -> _ => {},
        recv(work) -> _ => {},
        recv(work) -> _ => {},
        recv(work) -> _ => {},
        interrupted(_) => {},
    );
}

fn main() {}
