use unhang::{Cx, JoinHandle, RwLock, Unheld};

#[unhang::levels]
mod order {
    pub struct BankForks;
}
use order::*;

struct Bank {
    scheduler: JoinHandle<(), Unheld>,
}

fn purge(cx: &mut Cx, forks: &RwLock<Vec<Bank>, BankForks>) {
    let (mut forks, cx) = forks.write(cx).nest();
    for bank in forks.drain(..) {
        bank.scheduler.join(cx).unwrap();
    }
}

fn main() {}
