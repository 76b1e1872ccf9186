#[unhang::levels]
mod order {
    pub struct Accounts;
}
use order::*;

#[unhang::acquires(Accounts)]
extern "C" fn book() {}

fn main() {}
