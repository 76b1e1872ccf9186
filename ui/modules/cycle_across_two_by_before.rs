#[unhang::levels]
mod bank {
    #[before(super::store::Table)]
    pub struct Accounts;
}

#[unhang::levels]
mod store {
    #[before(super::bank::Accounts)]
    pub struct Table;
}

fn main() {}
