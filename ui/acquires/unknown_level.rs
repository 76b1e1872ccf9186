use unhang::Cx;

#[unhang::levels]
mod order {
    pub struct Accounts;
}

#[unhang::acquires(Ledger)]
fn book(_: &mut Cx) {}

fn main() {}
