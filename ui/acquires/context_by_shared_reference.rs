use unhang::Cx;

#[unhang::levels]
mod order {
    pub struct Accounts;
}

#[unhang::acquires(order::Accounts)]
fn book(_cx: &Cx) {}

fn main() {}
