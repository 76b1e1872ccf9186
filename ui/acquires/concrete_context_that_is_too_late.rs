use unhang::Cx;

#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
}
use order::*;

#[unhang::acquires(Accounts)]
fn book(_: &mut Cx<Journal>) {}

fn main() {}
