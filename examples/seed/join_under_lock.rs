//! Joining under a lock. The main thread locks the accounts, starts a helper, and waits for its end before it lets go. The helper
//! needs the accounts in order to end.
//!
//! `cargo run --example seed_join_under_lock` reports the circle in whichever of the two closes it, with the other one's part.

mod needs_checking;

use std::sync::Arc;
use unhang::{Mutex, thread};

fn main() {
    needs_checking::or_exit();
    let accounts = Arc::new(Mutex::new([10, 0]));
    let mut held = accounts.lock();
    let helper = thread::spawn({
        let accounts = Arc::clone(&accounts);
        move || accounts.lock().iter().sum::<i64>()
    });
    held[1] += helper.join().unwrap();
    println!("never reached: {held:?}");
}
