#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub enum Journal {}
}

fn main() {}
