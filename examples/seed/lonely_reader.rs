//! The lonely reader. Each of three helpers sends what it has counted, and the main thread adds up until the channel is closed. It is
//! closed when the last sender is gone. Each helper drops its own when it ends, but they are clones: the first one, from which they
//! were made, lives to the end of `main`. So the reader waits for itself to let go.
//!
//! `cargo run --example seed_lonely_reader` reports that all are asleep, when the third number has been read: there is nobody left but
//! `main`, which waits for a message.

mod needs_checking;

use unhang::channel::unbounded;
use unhang::thread;

fn main() {
    needs_checking::or_exit();
    let (counted, counts) = unbounded();
    let helpers = [[10, 20], [30, 40], [50, 60]].map(|pages| {
        let counted = counted.clone();
        thread::spawn(move || counted.send(pages.iter().sum::<i32>()).unwrap())
    });
    helpers.into_iter().for_each(|helper| helper.join().unwrap());
    let mut sum = 0;
    while let Ok(count) = counts.recv() {
        sum += count;
    }
    println!("never reached: {sum}, with {counted:?}");
}
