//! Two locks in two orders, at different times.

use unhang::Mutex;

pub fn program() {
    let accounts = Mutex::new(1);
    let journal = Mutex::new(2);
    {
        let accounts = accounts.lock();
        *journal.lock() += *accounts;
    }
    let journal = journal.lock();
    *accounts.lock() += *journal;
}
