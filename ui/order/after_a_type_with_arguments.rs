#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Vec<Accounts>)]
    pub struct Journal;
}

fn main() {}
