#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
}
use order::*;

impl unhang::JoinableUnder<Journal> for Accounts {}

fn main() {}
