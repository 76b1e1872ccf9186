use unhang::{Cx, JoinHandle, Mutex, Unheld};

#[unhang::levels]
mod order {
    pub struct Accounts;
}
use order::*;

fn wait(cx: &mut Cx, task: JoinHandle<(), Unheld>, accounts: &Mutex<i64, Accounts>) {
    let (_accounts, cx) = accounts.lock(cx).nest();
    let _ = task.join_within(cx);
}

fn main() {}
