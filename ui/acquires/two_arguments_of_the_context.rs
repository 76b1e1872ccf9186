use unhang::Cx;

#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
    #[after(Journal)]
    pub struct Log;
}
use order::*;

#[unhang::acquires(Log)]
fn book(_cx: &mut Cx<Accounts, Journal>) {}

fn main() {}
