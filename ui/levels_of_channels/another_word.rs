#[unhang::levels]
mod order {
    #[channel(buffered)]
    pub struct Jobs;
}

fn main() {}
