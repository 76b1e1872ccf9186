#[unhang::levels]
mod bank {
    #[after(super::web::Request)]
    pub struct Accounts;
}

#[unhang::levels]
mod store {
    #[after(super::bank::Accounts)]
    pub struct Table;
}

#[unhang::levels]
mod web {
    #[after(super::store::Table)]
    pub struct Request;
}

fn main() {}
