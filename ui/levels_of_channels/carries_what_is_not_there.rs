#[unhang::levels]
mod order {
    #[channel(carries(Replys))]
    pub struct Requests;
    #[channel]
    pub struct Replies;
}

fn main() {}
