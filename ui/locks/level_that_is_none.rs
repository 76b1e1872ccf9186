use unhang::{Cx, Mutex};

struct Accounts;

fn total(cx: &mut Cx, accounts: &Mutex<i64, Accounts>) -> i64 {
    *accounts.lock(cx)
}

fn main() {}
