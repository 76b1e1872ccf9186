use unhang::{Cx, Token};

#[unhang::levels]
mod order {
    pub struct Batch;
    #[after(Batch)]
    pub struct Log;
}
use order::*;

fn finish(cx: &mut Cx, token: Token<Batch>) {
    token.done(cx);
}

fn main() {}
