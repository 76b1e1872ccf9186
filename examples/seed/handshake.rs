//! The handshake trap. Two sides are to greet each other, and both are polite: each waits for the other's greeting before it sends
//! its own. Read alone, either side is right.
//!
//! `cargo run --example seed_handshake` reports that all are asleep, with the line in which each of the two waits.

mod needs_checking;

use unhang::channel::{Receiver, Sender, bounded};
use unhang::thread;

fn greet(name: &'static str, to: Sender<&'static str>, from: Receiver<&'static str>) {
    let other = from.recv().unwrap();
    to.send(name).unwrap();
    println!("never reached: {name} has met {other}");
}

fn main() {
    needs_checking::or_exit();
    let (to_server, at_server) = bounded(1);
    let (to_client, at_client) = bounded(1);
    let server = thread::spawn(move || greet("server", to_client, at_server));
    greet("client", to_server, at_client);
    server.join().unwrap();
}
