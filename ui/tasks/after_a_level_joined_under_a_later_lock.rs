use unhang::{Cx, JoinHandle, Mutex};

#[unhang::levels]
mod order {
    pub struct Accounts;
    #[after(Accounts)]
    pub struct Journal;
}
use order::*;

fn wait(cx: &mut Cx, task: JoinHandle<(), Accounts>, journal: &Mutex<i64, Journal>) {
    let (_journal, cx) = journal.lock(cx).nest();
    let _ = task.join(cx);
}

fn main() {}
