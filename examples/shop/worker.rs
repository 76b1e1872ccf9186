//! A worker: takes requests out of the queue, and answers each.

use super::claim::Claim;
use super::order::{self, Replies, Requests};
use super::protocol::{Answer, Command};
use super::store::Store;
use std::thread;
use std::time::{Duration, Instant};
use unhang::{Cx, Receiver, oneshot};

/// What travels from a client's task to a worker.
pub(crate) struct Request {
    pub(crate) command: Command,
    pub(crate) deadline: Instant,
    pub(crate) claim: Claim,
    pub(crate) reply: oneshot::Carried<Answer, Replies, Requests>,
}

/// Serves until nobody is left who could ask, and the queue is empty.
#[unhang::role(drains(Requests))]
pub(crate) fn work(cx: &mut Cx, requests: &Receiver<Request, Requests>, store: &Store, packing: Duration) {
    while let Ok(Request { command, deadline, claim, reply }) = requests.recv(cx) {
        let (reply, cx) = reply.attach(cx);
        let answer = cx.with_deadline(deadline, |cx| serve(cx, command, &claim, store, packing));
        // A client that gave up does not listen any more.
        _ = reply.send(answer);
    }
}

#[unhang::acquires(order::Stock)]
fn serve(cx: &mut Cx, command: Command, claim: &Claim, store: &Store, packing: Duration) -> Answer {
    cx.checkpoint()?;
    match command {
        Command::Order { item, count } => {
            thread::sleep(packing);
            store.order(cx, item, count, claim)
        }
        Command::Restock { item, count } => store.restock(cx, item, count, claim),
        Command::Stock { item } => store.in_stock(cx, item),
        Command::Report => store.report(cx),
    }
}
