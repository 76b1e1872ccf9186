#[unhang::levels]
mod order {
    pub struct Accounts;
}
use order::*;

#[unhang::guarded]
#[derive(Clone)]
struct Bank {
    #[lock(Accounts)]
    open: Vec<i64>,
}

fn main() {}
