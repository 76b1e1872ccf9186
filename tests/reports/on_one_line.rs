//! Both locks on one line.

use unhang::Mutex;

pub fn program() {
    let (accounts, journal) = (Mutex::new(1), Mutex::new(2));
    assert_eq!(*accounts.lock() + 1, *journal.lock());
    assert_eq!(*journal.lock() - 1, *accounts.lock());
}
