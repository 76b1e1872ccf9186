use unhang::LazyLock;

#[unhang::levels]
mod order {
    pub struct Accounts;
}
use order::*;

static LIMIT: LazyLock<i64, Accounts> = LazyLock::new(|cx| *LIMIT.get(cx) + 1);

fn main() {}
