//! smoldot#520: two tasks, two bounded channels, in opposite directions.
//!
//! The network service tells the runtime service of blocks, and the runtime service asks the network service for what is missing. Both wait
//! for space while the other waits for theirs.
//!
//! Here it is mended by asking from a task of its own.

use crate::case::{Case, Form};
use unhang::channel::{Receiver, Sender, bounded};
use unhang::{Cx, thread};

pub const CASE: Case = Case {
    name: "smoldot_520",
    origin: "paritytech/smoldot#520",
    class: "full channels, crosswise",
    forms: &[Form::hangs("found", found), Form::right("fixed", fixed)],
};

/// The network service: announces blocks, and then answers.
fn announce(blocks: Sender<u32>, requests: Receiver<u32>) {
    (0..3).for_each(|block| blocks.send(block).unwrap());
    drop(blocks);
    requests.iter().for_each(drop);
}

fn ask(requests: Sender<u32>) {
    (0..3).for_each(|request| requests.send(request).unwrap());
}

fn run(runtime: fn(Receiver<u32>, Sender<u32>)) {
    let (blocks, announced) = bounded(1);
    let (send_requests, requests) = bounded(1);
    let network = thread::spawn(move || announce(blocks, requests));
    runtime(announced, send_requests);
    network.join().unwrap();
}

fn found(_: &mut Cx) {
    run(|announced, requests| {
        ask(requests);
        assert_eq!(announced.iter().count(), 3);
    });
}

fn fixed(_: &mut Cx) {
    run(|announced, requests| {
        let asking = thread::spawn(move || ask(requests));
        assert_eq!(announced.iter().count(), 3);
        asking.join().unwrap();
    });
}
