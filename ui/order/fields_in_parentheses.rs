#[unhang::levels]
mod order {
    pub struct Accounts(u32);
}

fn main() {}
