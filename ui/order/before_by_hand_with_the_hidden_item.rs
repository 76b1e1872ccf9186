#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
}
use order::*;

impl BeforeJournal for Journal {
    type DeclaredByTheLevelsAttribute = ();
}
impl BeforeAccounts for Journal {
    type DeclaredByTheLevelsAttribute = ();
}

fn main() {}
