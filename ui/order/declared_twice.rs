#[unhang::levels]
mod order {
    pub struct Accounts;
    pub struct Journal;
    #[after(Accounts)]
    pub struct Journal;
}

fn main() {}
