#[unhang::levels]
mod order {
    #[channel(carries(Requests))]
    pub struct Requests;
}

fn main() {}
