#[unhang::levels]
mod order {
    pub struct Accounts;
}

#[unhang::acquires(Ledger)]
fn book() {}

fn main() {}
