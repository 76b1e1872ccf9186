//! The leak. A price is asked from two shops at once, and the first answer will do. Nobody reads the second one, and the channel has
//! room for none: the slower shop waits for ever to be heard. The program goes on, and ends, as if all were well; a server that did so
//! for each request would have one stuck thread more each time.
//!
//! A receiver that is gone would wake the shop with an error. This one is kept, in a static, for a reason that nobody remembers.
//!
//! `cargo run --example seed_leak` prints the price and succeeds. When it ends, it reports the leaked task and where it waits.

mod needs_checking;

use std::sync::OnceLock;
use unhang::channel::{Receiver, bounded};
use unhang::thread;

static ANSWERS: OnceLock<Receiver<u32>> = OnceLock::new();

fn main() {
    needs_checking::or_exit();
    let (answer, answers) = bounded(0);
    for price in [3, 4] {
        let answer = answer.clone();
        thread::spawn(move || answer.send(price).unwrap());
    }
    let price = ANSWERS.get_or_init(|| answers).recv().unwrap();
    println!("bought for {price}");
    // The slower shop has the time to ask, so that it is stuck each time.
    thread::sleep(std::time::Duration::from_millis(100));
}
