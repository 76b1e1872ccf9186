#[unhang::levels]
mod order {
    pub struct Accounts;
}
use order::*;

#[unhang::guarded]
struct Bank(#[lock(Accounts)] Vec<i64>);

fn main() {}
