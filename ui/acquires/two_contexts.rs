use unhang::Cx;

#[unhang::levels]
mod order {
    pub struct Accounts;
}
use order::*;

#[unhang::acquires(Accounts)]
fn book(_cx: &mut Cx, _other: &mut Cx) {}

fn main() {}
