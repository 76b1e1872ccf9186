#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after("Accounts")]
    pub struct Journal;
}

fn main() {}
