#[unhang::levels]
mod order {
    #[channel(bounded)]
    #[channel(carries(Replies))]
    pub struct Requests;
    #[channel]
    pub struct Replies;
}

fn main() {}
