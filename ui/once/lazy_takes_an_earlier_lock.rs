use unhang::{LazyLock, Mutex};

#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Settings;
}
use order::*;

static ACCOUNTS: Mutex<i64, Accounts> = Mutex::new(0);
static LIMIT: LazyLock<i64, Settings> = LazyLock::new(|cx| *ACCOUNTS.lock(cx));

fn main() {}
