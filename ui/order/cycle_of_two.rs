#[unhang::levels]
mod order {
    #[after(Journal)]
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
}

fn main() {}
