#[unhang::levels]
mod order {
    pub struct Accounts {
        id: u32,
    }
}

fn main() {}
