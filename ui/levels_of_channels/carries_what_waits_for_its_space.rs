#[unhang::levels]
mod order {
    #[channel(bounded, carries(Replies))]
    pub struct Requests;
    #[after(Requests)]
    pub struct Log;
    #[channel]
    #[after(Log)]
    pub struct Replies;
}

fn main() {}
