#[unhang::levels]
mod order {
    #[before(Accounts)]
    pub struct Accounts;
}

fn main() {}
