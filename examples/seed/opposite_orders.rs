//! Opposite orders. One thread takes the accounts and then the journal, another the journal and then the accounts. On most days
//! one is faster and nothing happens. The barrier makes this the other day: each holds its first lock before either asks for its
//! second, so each waits for the other for ever.
//!
//! `cargo run --example seed_opposite_orders` reports whichever asks second, before it waits: by then the other order has been
//! seen. It panics, what it held is released, the other thread ends, and the program fails instead of hanging.

mod needs_checking;

use std::sync::Barrier;
use unhang::{Mutex, thread};

fn main() {
    needs_checking::or_exit();
    let accounts = Mutex::new([10, 0]);
    let journal = Mutex::new(Vec::new());
    let both_hold_one = Barrier::new(2);
    thread::scope(|scope| {
        scope.spawn(|| {
            let mut accounts = accounts.lock();
            both_hold_one.wait();
            journal.lock().push("3 from the first to the second");
            *accounts = [7, 3];
        });
        scope.spawn(|| {
            let journal = journal.lock();
            both_hold_one.wait();
            println!("{journal:?} leave {:?}", accounts.lock());
        });
    });
    println!("never reached");
}
