//! A lock is taken again by who holds it.

use unhang::Mutex;

pub fn program() {
    let account = Mutex::new(1);
    let mut balance = account.lock();
    *balance += *account.lock();
}
