#[unhang::levels]
mod order {
    pub struct Accounts;
}
use order::*;

#[unhang::guarded]
struct Bank {
    #[lock(Accounts)]
    open: Vec<i64>,
    #[rwlock(Accounts)]
    closed: Vec<i64>,
}

fn main() {}
