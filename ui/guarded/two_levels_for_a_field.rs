#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
}
use order::*;

#[unhang::guarded]
struct Bank {
    #[lock(Accounts, Journal)]
    open: Vec<i64>,
}

fn main() {}
