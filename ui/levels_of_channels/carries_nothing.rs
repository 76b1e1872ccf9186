#[unhang::levels]
mod order {
    #[channel(carries())]
    pub struct Requests;
}

fn main() {}
