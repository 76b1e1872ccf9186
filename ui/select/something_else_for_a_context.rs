use unhang::{Cx, Receiver, select};

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
}
use order::*;

fn next(_: &mut Cx, work: &Receiver<u64, Jobs>) {
    select!(work,
        recv(work) -> _ => {},
        interrupted(_) => {},
    );
}

fn main() {}
