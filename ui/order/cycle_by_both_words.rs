#[unhang::levels]
mod order {
    #[before(Journal)]
    pub struct Accounts;
    #[before(Accounts)]
    pub struct Journal;
}

fn main() {}
