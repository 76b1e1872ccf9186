use unhang::{Cx, Mutex, select};

#[unhang::levels]
mod order {
    #[channel]
    pub struct Jobs;
    #[after(Jobs)]
    pub struct Log;
}
use order::*;

fn next(cx: &mut Cx, log: &Mutex<u64, Log>) {
    select!(cx,
        recv(log) -> _ => {},
        interrupted(_) => {},
    );
}

fn main() {}
