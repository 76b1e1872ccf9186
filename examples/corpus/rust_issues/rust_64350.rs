//! rust-lang/rust#64350: two threads each loop until the sender of the other is dropped.
//!
//! Each has a sender to the other and reads until its own channel closes. Both senders live until both loops end. (The cause is our reading
//! of the program in the report.)
//!
//! It is mended by dropping a sender before the loop.

use crate::case::{Case, Form};
use unhang::channel::{Receiver, Sender, unbounded};
use unhang::{Cx, thread};

pub const CASE: Case = Case {
    name: "rust_64350",
    origin: "rust-lang/rust#64350",
    class: "channels that close only after one another",
    forms: &[Form::hangs("found", found), Form::refused("typed", "ui/rust_issues/rust_64350.rs"), Form::right("fixed", fixed)],
};

/// Greets, and reads until nobody can send.
fn greet(peer: Sender<u32>, greetings: Receiver<u32>, keeps: bool) -> usize {
    peer.send(1).unwrap();
    let kept = keeps.then_some(peer);
    let count = greetings.iter().count();
    drop(kept);
    count
}

fn talk(keeps: bool) {
    let (to_one, of_one) = unbounded();
    let (to_other, of_other) = unbounded();
    let other = thread::spawn(move || greet(to_one, of_other, true));
    assert_eq!(greet(to_other, of_one, keeps), 1);
    assert_eq!(other.join().unwrap(), 1);
}

fn found(_: &mut Cx) {
    talk(true);
}

fn fixed(_: &mut Cx) {
    talk(false);
}
