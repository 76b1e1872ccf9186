use unhang::LazyLock;

#[unhang::levels]
mod order {
    pub struct Accounts;
}
use order::*;

static LIMIT: LazyLock<i64, Accounts> = LazyLock::new(|_| 1);

fn limit() -> i64 {
    *LIMIT
}

fn main() {}
