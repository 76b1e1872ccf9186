#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after]
    pub struct Journal;
}

fn main() {}
