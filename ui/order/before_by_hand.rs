#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
}
use order::*;

/// Journal comes first as well.
impl BeforeAccounts for Journal {}

fn main() {}
