use unhang::{Cx, Mutex};

#[unhang::levels]
mod order {
    pub struct Accounts;
}
use order::*;

struct Bank {
    accounts: Mutex<i64, Accounts>,
}

impl Bank {
    #[unhang::acquires(self.accounts)]
    fn total(&self, cx: &mut Cx) -> i64 {
        *self.accounts.lock(cx)
    }
}

fn main() {}
