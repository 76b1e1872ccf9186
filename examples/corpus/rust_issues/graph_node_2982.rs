//! graph-node#2982 (tokio#4246): sending into a watch channel never returns.
//!
//! The value is behind a lock, and a send writes it. A maintainer suspected a receiver that keeps its borrow, which is a read guard. Here
//! the receiver holds the borrow while it waits for what the sender does after the send; that is our reading.
//!
//! It is mended by copying the value out of the borrow.

use crate::case::{Case, Form};
use std::sync::Arc;
use unhang::channel::bounded;
use unhang::{Cx, RwLock, thread};

pub const CASE: Case = Case {
    name: "graph_node_2982",
    origin: "graphprotocol/graph-node#2982",
    class: "a watched value, borrowed across a wait",
    forms: &[Form::hangs("found", found), Form::refused("typed", "ui/rust_issues/graph_node_2982.rs"), Form::right("fixed", fixed)],
};

/// The settings of a log, and what the receiver does with them, given a way to wait for the writer.
fn reload(receive: impl FnOnce(&RwLock<u32>, &dyn Fn()) + Send + 'static) {
    let settings = Arc::new(RwLock::new(1));
    let (started, starts) = bounded(0);
    let (reloaded, reloads) = bounded(1);
    let received = settings.clone();
    let receiver = thread::spawn(move || {
        receive(&received, &|| {
            started.send(()).unwrap();
            reloads.recv().unwrap();
        })
    });
    starts.recv().unwrap();
    *settings.write() = 2;
    reloaded.send(()).unwrap();
    receiver.join().unwrap();
}

fn found(_: &mut Cx) {
    reload(|settings, wait_for_the_reload| {
        let borrowed = settings.read();
        wait_for_the_reload();
        assert_eq!(*borrowed, 1);
    });
}

fn fixed(_: &mut Cx) {
    reload(|settings, wait_for_the_reload| {
        let copied = *settings.read();
        wait_for_the_reload();
        assert_eq!(copied, 1);
    });
}
