use unhang::{Cx, Receiver, select};

#[unhang::levels]
mod order {
    #[channel(bounded)]
    pub struct Left;
    #[channel(bounded)]
    pub struct Right;
}
use order::*;

#[unhang::role(drains(Left, Right))]
fn merge(cx: &mut Cx, left: Receiver<u64, Left>, right: Receiver<u64, Right>) {
    select!(cx,
        recv(left) -> _ => {},
        interrupted(_) => {},
    );
    drop(right);
}

fn main() {}
