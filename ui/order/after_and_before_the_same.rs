#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    #[before(Accounts)]
    pub struct Journal;
}

fn main() {}
