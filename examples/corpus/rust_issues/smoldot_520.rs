//! smoldot#520: two tasks, two bounded channels, in opposite directions.
//!
//! The network service tells the runtime service of blocks, and the runtime service asks the network service for what is missing. Both wait
//! for space while the other waits for theirs.
//!
//! Here it is mended by reading while waiting for space, with a select. (What the project did we do not know.)

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

fn announce_and_answer(blocks: Sender<u32>, requests: Receiver<u32>) {
    let mut block = 0;
    while block < 3 {
        send_or_answer(&blocks, &requests, &mut block);
    }
    drop(blocks);
    requests.iter().for_each(drop);
}

/// One step: a block that is sent, or a request that is answered.
fn send_or_answer(blocks: &Sender<u32>, requests: &Receiver<u32>, block: &mut u32) {
    let mut select = unhang::channel::Select::new();
    let sends = select.send(blocks);
    select.recv(requests);
    let selected = select.select();
    if selected.index() == sends {
        selected.send(blocks, *block).unwrap();
        *block += 1;
    } else {
        selected.recv(requests).unwrap();
    }
}

fn run(network: fn(Sender<u32>, Receiver<u32>)) {
    let (blocks, announced) = bounded(1);
    let (ask, requests) = bounded(1);
    let service = thread::spawn(move || network(blocks, requests));
    (0..3).for_each(|request| ask.send(request).unwrap());
    assert_eq!(announced.iter().count(), 3);
    drop(ask);
    service.join().unwrap();
}

fn found(_: &mut Cx) {
    run(announce);
}

fn fixed(_: &mut Cx) {
    run(announce_and_answer);
}
