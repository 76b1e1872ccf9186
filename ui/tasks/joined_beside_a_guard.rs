use unhang::{Cx, JoinHandle, Mutex, Unheld};

#[unhang::levels]
mod order {
    pub struct Accounts;
}
use order::*;

fn wait(cx: &mut Cx, task: JoinHandle<(), Unheld>, accounts: &Mutex<i64, Accounts>) {
    let mut accounts = accounts.lock(cx);
    let _ = task.join(cx);
    *accounts += 1;
}

fn main() {}
