use unhang::{Cx, Receiver, select};

#[unhang::levels]
mod order {
    #[channel(bounded)]
    pub struct Left;
    #[channel(bounded)]
    pub struct Right;
}
use order::*;

fn next(cx: &mut Cx<impl BeforeLeft>, left: &Receiver<u64, Left>) {
    select!(cx,
        recv(left) -> _ => {},
        interrupted(_) => {},
    );
}

fn main() {}
