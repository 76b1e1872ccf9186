use unhang::Cx;

#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
}
use order::*;

#[unhang::acquires(Accounts)]
fn transfer(_: &mut Cx) {}

#[unhang::acquires(Journal)]
fn book(cx: &mut Cx) {
    transfer(cx);
}

fn main() {}
