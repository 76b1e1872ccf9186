#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Acounts)]
    pub struct Journal;
}

fn main() {}
