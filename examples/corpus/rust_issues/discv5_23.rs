//! discv5#23: service and handler fill each other's bounded channel.
//!
//! The service sends requests to the handler, and the handler sends what it received from the network to the service. Each sends from its
//! loop, and reads only there.
//!
//! It was mended by making one of the two channels unbounded.

use crate::case::{Case, Form};
use unhang::channel::{Receiver, Sender, bounded, unbounded};
use unhang::{Cx, thread};

pub const CASE: Case = Case {
    name: "discv5_23",
    origin: "sigp/discv5#23",
    class: "full channels, crosswise",
    forms: &[Form::hangs("found", found), Form::right("fixed", fixed)],
};

/// Two packets arrive from the network for each request.
fn handle(requests: Receiver<u32>, events: Sender<u32>) {
    for request in requests {
        for packet in [request, request + 100] {
            events.send(packet).unwrap();
        }
    }
}

fn serve((send_requests, requests): (Sender<u32>, Receiver<u32>)) {
    let (send_events, events) = bounded(1);
    let handler = thread::spawn(move || handle(requests, send_events));
    for peer in 0..4 {
        send_requests.send(peer).unwrap();
    }
    drop(send_requests);
    assert_eq!(events.iter().count(), 8);
    handler.join().unwrap();
}

fn found(_: &mut Cx) {
    serve(bounded(1));
}

fn fixed(_: &mut Cx) {
    serve(unbounded());
}
