#[unhang::levels]
mod order {
    #[channel(token)]
    pub struct Jobs;
}

fn main() {}
