#[unhang::levels]
mod order {
    #[channel = "bounded"]
    pub struct Jobs;
}

fn main() {}
