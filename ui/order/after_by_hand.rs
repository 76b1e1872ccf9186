#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
}
use order::*;

impl unhang::After<Journal> for Accounts {}

fn main() {}
