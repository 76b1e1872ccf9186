pub struct Accounts;

#[unhang::levels]
mod order {
    #[after(super::Accounts)]
    pub struct Journal;
}

fn main() {}
