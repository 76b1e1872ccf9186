use unhang::Cx;

#[unhang::levels]
mod order {
    pub struct Accounts;
}
use order::*;

#[unhang::acquires(Accounts)]
const fn book(_: &mut Cx) {}

fn main() {}
