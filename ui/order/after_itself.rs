#[unhang::levels]
mod order {
    #[after(Accounts)]
    pub struct Accounts;
}

fn main() {}
