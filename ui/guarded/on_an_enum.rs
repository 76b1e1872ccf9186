#[unhang::levels]
mod order {
    pub struct Accounts;
}
use order::*;

#[unhang::guarded]
enum Bank {
    Open,
}

fn main() {}
