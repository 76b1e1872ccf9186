use unhang::Cx;

#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
}
use order::*;

#[unhang::guarded]
struct Bank {
    #[lock(Accounts)]
    open: Vec<i64>,
    #[lock(Accounts)]
    closed: Vec<i64>,
    #[lock(Journal)]
    entries: Vec<String>,
}

fn count(_: &mut Cx, bank: &Bank) -> usize {
    bank.open.len()
}

fn main() {}
