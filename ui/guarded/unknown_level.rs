#[unhang::levels]
mod order {
    pub struct Accounts;
}

#[unhang::guarded]
struct Bank {
    #[lock(Ledger)]
    open: Vec<i64>,
}

fn main() {}
