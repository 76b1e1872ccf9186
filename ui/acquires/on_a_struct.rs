#[unhang::levels]
mod order {
    pub struct Accounts;
}

#[unhang::acquires(order::Accounts)]
struct Bank {
    accounts: i64,
}

fn main() {}
