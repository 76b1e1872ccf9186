mod bank {
    #[unhang::levels]
    pub mod order {
        struct Accounts;
    }
}

#[unhang::levels]
mod order {
    #[after(super::bank::order::Accounts)]
    pub struct Journal;
}

fn main() {}
