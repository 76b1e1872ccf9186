#[unhang::levels]
mod bank {
    #[after(super::store::Table)]
    pub struct Accounts;
}

#[unhang::levels]
mod store {
    #[after(super::bank::Accounts)]
    pub struct Log;
    #[after(Log)]
    pub struct Table;
}

fn main() {}
