use unhang::Cx;

#[unhang::levels]
mod order {
    pub struct Accounts;
}
use order::*;

#[unhang::acquires(Accounts)]
async fn book(_: &mut Cx) {}

fn main() {}
