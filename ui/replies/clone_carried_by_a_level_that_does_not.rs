use unhang::{Carried, Sender};

#[unhang::levels]
mod order {
    #[channel(bounded)]
    pub struct Requests;
    #[channel]
    #[after(Requests)]
    pub struct Replies;
}
use order::*;

fn share<'a>(replies: &Sender<'a, u32, Replies>) -> Carried<Sender<'static, u32, Replies>, Requests> {
    replies.detached_clone()
}

fn main() {}
